package io.rankproof.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DelayCurveTest {
  private static final long HOUR = 3_600_000_000L;
  private static final long WINDOW = 24 * HOUR;

  private static DelayCurve curve(double... delays) {
    long[] counts = new long[DelayCurve.STEPS];
    for (double delay : delays) {
      counts[DelayCurve.step((long) (delay * HOUR), WINDOW)]++;
    }
    return new DelayCurve(WINDOW, counts);
  }

  /** Of four delays one is below 6 hours, three are below 12. */
  @Test
  void isTheShareThatHasHappened() {
    DelayCurve curve = curve(1, 7, 8, 20);

    assertThat(curve.at(0)).isZero();
    assertThat(curve.at(6 * HOUR)).isEqualTo(0.25);
    assertThat(curve.at(12 * HOUR)).isEqualTo(0.75);
    assertThat(curve.at(24 * HOUR)).isEqualTo(1);
    assertThat(curve.at(90 * HOUR)).isEqualTo(1);
    assertThat(curve.ageOf(0.5)).isBetween(7 * HOUR, 7 * HOUR + WINDOW / DelayCurve.STEPS);
    assertThat(curve.at(curve.ageOf(0.5))).isGreaterThanOrEqualTo(0.5);
  }

  @Test
  void knowsNothingWithoutEngagements() {
    assertThat(curve().at(23 * HOUR)).isZero();
    assertThat(curve().ageOf(0.2)).isEqualTo(WINDOW);
  }

  /**
   * Two days of impressions of which 10% are engaged with after an exponential delay of mean 8
   * hours, cut at the window. 400 logs of 40,000: the mean of y / F over the immature ones that are
   * kept is the rate they will have, that of y alone is rate x (mean F - 1) off, each within 3
   * standard errors. Mean F over ages from a = F^-1(0.2) to 24 h, in the closed form of the
   * truncated exponential: (1 - 8 (exp(-a/8) - exp(-3)) / (24 - a)) / (1 - exp(-3)).
   */
  @Test
  @Tag("slow")
  void weightingByTheInverseIsUnbiased() {
    double[] weighted = new double[400];
    double[] plain = new double[weighted.length];
    for (int log = 0; log < weighted.length; log++) {
      double[] error = errors(new SplittableRandom(1000 + log));
      weighted[log] = error[0];
      plain[log] = error[1];
    }
    double known = 1 - Math.exp(-3);
    double youngest = -8 * Math.log(1 - 0.2 * known);
    double meanF = (1 - 8 * (Math.exp(-youngest / 8) - Math.exp(-3)) / (24 - youngest)) / known;

    assertThat(standardError(weighted)).isLessThan(0.0005);
    assertThat(mean(weighted)).isCloseTo(0, within(3 * standardError(weighted)));
    assertThat(mean(plain)).isCloseTo(0.1 * (meanF - 1), within(3 * standardError(plain)));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> value - mean).map(d -> d * d).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /** Error of the weighted and of the plain rate of the immature impressions that are kept. */
  private static double[] errors(SplittableRandom random) {
    int impressions = 40_000;
    long end = 48 * HOUR;
    double rate = 0.1;
    long[] shown = new long[impressions];
    long[] delay = new long[impressions];
    long[] counts = new long[DelayCurve.STEPS];
    for (int i = 0; i < impressions; i++) {
      shown[i] = (long) (random.nextDouble() * end);
      delay[i] = random.nextDouble() < rate ? delay(random) : WINDOW;
      if (shown[i] + WINDOW <= end && delay[i] < WINDOW) {
        counts[DelayCurve.step(delay[i], WINDOW)]++;
      }
    }
    DelayCurve curve = new DelayCurve(WINDOW, counts);
    long youngest = curve.ageOf(0.2);
    double weighted = 0;
    double plain = 0;
    int kept = 0;
    for (int i = 0; i < impressions; i++) {
      long age = end - shown[i];
      if (age < WINDOW && age >= youngest) {
        kept++;
        weighted += delay[i] < age ? 1 / curve.at(age) : 0;
        plain += delay[i] < age ? 1 : 0;
      }
    }
    return new double[] {weighted / kept - rate, plain / kept - rate};
  }

  private static long delay(SplittableRandom random) {
    while (true) {
      double hours = -8 * Math.log(1 - random.nextDouble());
      if (hours < 24) {
        return (long) (hours * HOUR);
      }
    }
  }
}
