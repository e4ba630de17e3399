package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DrawnSumsTest {
  private static final int REPLICATES = 200;
  private static final double[] BOUNDS = {1000, 1000};

  @Test
  void withoutErrorTheReplicatesAreThoseOfTheSums() {
    BootstrapSums plain = new BootstrapSums(7, REPLICATES, 1);
    DrawnSums sums = sums(100, plain);
    double[][] certain = PropensityDraws.inverse(7, 1, REPLICATES, new double[2][2]);

    assertThat(certain[1]).containsOnly(1);
    double[] replicates = sums.replicates(0, 1, certain);
    for (int b = 0; b < REPLICATES; b++) {
      assertThat(replicates[b]).isCloseTo(plain.replicates(0)[b], within(1e-9));
    }
  }

  @Test
  void aDrawnPropensityDividesItsOwnTermsOnly() {
    DrawnSums sums = sums(50, new BootstrapSums(7, REPLICATES, 1));
    double[][] one = {filled(1), filled(1)};
    double[][] halved = {filled(1), filled(2)};
    double[] before = sums.replicates(0, 1, one);
    double[] after = sums.replicates(0, 1, halved);
    DrawnSums second = new DrawnSums(7, REPLICATES, 1, 1, 2, BOUNDS);
    fill(second, 50, 2);
    double[] of2 = second.replicates(0, 1, one);
    for (int b = 0; b < REPLICATES; b++) {
      assertThat(after[b] - before[b]).isCloseTo(of2[b], within(1e-9));
    }
  }

  @Test
  void sumsDoNotDependOnThePartitions() {
    DrawnSums whole = sums(100, new BootstrapSums(7, REPLICATES, 1));
    DrawnSums odd = new DrawnSums(7, REPLICATES, 1, 1, 2, BOUNDS);
    DrawnSums even = new DrawnSums(7, REPLICATES, 1, 1, 2, BOUNDS);
    SplittableRandom random = new SplittableRandom(1);
    for (int cluster = 0; cluster < 100; cluster++) {
      DrawnSums part = cluster % 2 == 0 ? even : odd;
      for (int point = 0; point <= 2; point++) {
        part.add(0, point, 1, random.nextDouble());
      }
      part.endCluster(cluster);
    }
    DrawnSums merged =
        DrawnSums.fromBytes(odd.toBytes()).merge(DrawnSums.fromBytes(even.toBytes()));
    merged.requireExact();
    assertThat(merged.total(0, 2, 1)).isEqualTo(whole.total(0, 2, 1));
    double[][] one = {filled(1), filled(1)};
    assertThat(merged.replicates(0, 1, one)).isEqualTo(whole.replicates(0, 1, one));
  }

  @Test
  void drawsHaveTheCovarianceAskedFor() {
    double[][] covariance = {{0.04, 0.03, 0.04}, {0.03, 0.09, 0.03}, {0.04, 0.03, 0.04}};
    int draws = 40_000;
    double[][] inverse = PropensityDraws.inverse(3, 1, draws, covariance);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int b = 0; b < draws; b++) {
          sum += Math.log(inverse[i][b]) * Math.log(inverse[j][b]) / draws;
        }
        // SE of a covariance of normals: at most sqrt(2) x 0.09 / 200
        assertThat(sum).isCloseTo(covariance[i][j], within(0.002));
      }
    }
    assertThat(inverse[2])
        .as("determined by the first")
        .containsExactly(inverse[0], within(1e-9));
    assertThat(PropensityDraws.inverse(3, 1, draws, covariance)).isEqualTo(inverse);
  }

  private static DrawnSums sums(int clusters, BootstrapSums plain) {
    DrawnSums sums = new DrawnSums(7, REPLICATES, 1, 1, 2, BOUNDS);
    SplittableRandom random = new SplittableRandom(1);
    for (int cluster = 0; cluster < clusters; cluster++) {
      double all = 0;
      for (int point = 0; point <= 2; point++) {
        double term = random.nextDouble();
        sums.add(0, point, 1, term);
        all += term;
      }
      sums.endCluster(cluster);
      plain.add(cluster, new double[] {all});
    }
    return sums;
  }

  /** The terms of one point alone. */
  private static void fill(DrawnSums sums, int clusters, int only) {
    SplittableRandom random = new SplittableRandom(1);
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int point = 0; point <= 2; point++) {
        double term = random.nextDouble();
        if (point == only) {
          sums.add(0, point, 1, term);
        }
      }
      sums.endCluster(cluster);
    }
  }

  private static double[] filled(double value) {
    double[] all = new double[REPLICATES];
    Arrays.fill(all, value);
    return all;
  }
}
