package io.rankproof.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * A claim about two contenders of a case.
 *
 * @param subject whose speed is judged
 * @param rival what it is compared with
 * @param direction which ratio is bounded how
 * @param bound the claim
 */
record Goal(String subject, String rival, Direction direction, double bound) {
  /** Which ratio is bounded how. */
  enum Direction {
    /** The subject's time over the rival's is at most the bound. */
    AT_MOST,
    /** The rival's time over the subject's is at least the bound. */
    AT_LEAST
  }

  static Goal timesFaster(String subject, String rival, double bound) {
    return new Goal(subject, rival, Direction.AT_LEAST, bound);
  }

  static Goal shareOfTime(String subject, String rival, double bound) {
    return new Goal(subject, rival, Direction.AT_MOST, bound);
  }

  /** The bounded ratio, given the medians. */
  double ratio(Map<String, Double> seconds) {
    double own = seconds.get(subject);
    double other = seconds.get(rival);
    return direction == Direction.AT_MOST ? own / other : other / own;
  }

  boolean isMet(double ratio) {
    return direction == Direction.AT_MOST ? ratio <= bound : ratio >= bound;
  }

  /** The claim in words. */
  String text() {
    String times =
        BigDecimal.valueOf(bound)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
    return direction == Direction.AT_MOST
        ? subject + ": at most " + times + "x the time of " + rival
        : subject + ": at least " + times + "x as fast as " + rival;
  }
}
