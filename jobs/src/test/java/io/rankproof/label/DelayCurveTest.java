package io.rankproof.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
   * kept is the rate they will have, within 3 standard errors; the mean of y alone is far below.
   */
  @Test
  @Tag("slow")
  void weightingByTheInverseIsUnbiased() {
    int logs = 400;
    double sum = 0;
    double squares = 0;
    double plain = 0;
    for (int log = 0; log < logs; log++) {
      double[] error = errors(new SplittableRandom(1000 + log));
      sum += error[0];
      squares += error[0] * error[0];
      plain += error[1];
    }
    double bias = sum / logs;
    double error = Math.sqrt((squares / logs - bias * bias) / (logs - 1));
    assertThat(error).isLessThan(0.0005);
    assertThat(bias).isCloseTo(0, within(3 * error));
    assertThat(plain / logs).isLessThan(-0.03);
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
