package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrustSumsTest {

  @Test
  void slopeAndOffsetAreThoseWorkedByHand() {
    TrustSums sums = new TrustSums(2);
    sums.add(0, key(10, 5, 30, 9));
    sums.add(1, key(20, 2, 20, 4));
    sums.add(2, key(1, 1, 20, 4));

    double[] w = {300 / 40.0, 400 / 40.0};
    double all = w[0] + w[1];
    double first = (w[0] * 0.5 + w[1] * 0.1) / all;
    double second = (w[0] * 0.3 + w[1] * 0.2) / all;
    double both = (w[0] * 0.15 + w[1] * 0.02) / all;
    double square = (w[0] * 20 / 90 + w[1] * 2 / 380) / all;
    double alpha = (both - first * second) / (square - first * first);
    TrustSums.Trust trust = TrustSums.fromBytes(sums.toBytes()).at(2);
    assertThat(trust.alpha()).isCloseTo(alpha, within(1e-12));
    assertThat(trust.beta()).isCloseTo(second - alpha * first, within(1e-12));
    assertThat(trust.keys()).isEqualTo(2);
    // Without one of two keys there is nothing to compare, so the jackknife has no error to give.
    assertThat(trust.betaInterval(0.95).isDefined()).isFalse();
  }

  @Test
  void keysThatAllLookTheSameDoNotTell() {
    TrustSums sums = new TrustSums(2);
    sums.add(0, key(10, 5, 30, 9));

    assertThat(sums.at(2).alpha()).isNaN();
    assertThat(sums.at(2).alphaInterval(0.95).isDefined()).isFalse();
  }

  /** 1,000 logs: SE of the coverage of a true 95% interval 0.7 points. */
  @Test
  @Tag("slow")
  void intervalsCover() {
    int runs = 1000;
    double alpha = 0.4;
    double beta = 0.08;
    double hits = 0;
    double offsets = 0;
    double mean = 0;
    SplittableRandom random = new SplittableRandom(20_260_401L);
    for (int run = 0; run < runs; run++) {
      TrustSums sums = new TrustSums(2);
      for (int j = 0; j < 400; j++) {
        double relevance = 0.05 + 0.5 * random.nextDouble();
        int n1 = 5 + random.nextInt(20);
        int n2 = 5 + random.nextInt(20);
        sums.add(
            random.nextLong(),
            key(
                n1,
                clicks(n1, relevance, random),
                n2,
                clicks(n2, alpha * relevance + beta, random)));
      }
      TrustSums.Trust trust = sums.at(2);
      mean += trust.alpha() / runs;
      hits += trust.alphaInterval(0.95).contains(alpha) ? 1.0 / runs : 0;
      offsets += trust.betaInterval(0.95).contains(beta) ? 1.0 / runs : 0;
    }
    System.out.printf(
        "trust: mean alpha %.4f of %.1f, coverage %.3f, beta %.3f%n", mean, alpha, hits, offsets);
    assertThat(mean).isCloseTo(alpha, within(0.01));
    assertThat(hits).isBetween(0.93, 0.97);
    assertThat(offsets).isBetween(0.93, 0.97);
  }

  private static int clicks(int shown, double rate, SplittableRandom random) {
    int clicks = 0;
    for (int i = 0; i < shown; i++) {
      clicks += random.nextDouble() < rate ? 1 : 0;
    }
    return clicks;
  }

  private static KeyCells key(long shown1, long clicks1, long shown2, long clicks2) {
    KeyCells cells = new KeyCells();
    cells.add(1, 0, shown1, clicks1);
    cells.add(2, 0, shown2, clicks2);
    return cells;
  }
}
