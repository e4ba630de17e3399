package io.rankproof.result;

import java.util.OptionalDouble;

/**
 * A number with its uncertainty; whatever is not known is empty, and never NaN or infinite.
 *
 * @param value the estimate
 * @param low lower end of its interval
 * @param high upper end of its interval
 * @param se its standard error, at least 0
 */
public record Measurement(
    OptionalDouble value, OptionalDouble low, OptionalDouble high, OptionalDouble se) {

  public boolean hasInterval() {
    return low.isPresent() && high.isPresent();
  }

  /** Whether the interval lies wholly on one side of zero. */
  public boolean excludesZero() {
    return hasInterval() && (low.getAsDouble() > 0 || high.getAsDouble() < 0);
  }
}
