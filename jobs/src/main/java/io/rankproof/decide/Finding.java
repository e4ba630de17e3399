package io.rankproof.decide;

import io.rankproof.result.Check;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A check and what would settle it.
 *
 * @param needed how much data; empty where more data is no remedy
 */
record Finding(Check check, Optional<String> needed) {

  static Finding of(
      String name, Kind kind, Status status, double value, double bound, String reason) {
    return new Finding(
        new Check(name, kind, status, OptionalDouble.of(value), OptionalDouble.of(bound), reason),
        Optional.empty());
  }

  /** What the check needs is not there: it never passes. */
  static Finding unknown(String name, Kind kind, String reason) {
    return new Finding(
        new Check(
            name, kind, Status.UNKNOWN, OptionalDouble.empty(), OptionalDouble.empty(), reason),
        Optional.empty());
  }

  Finding needing(String data) {
    return new Finding(check, Optional.of(data));
  }
}
