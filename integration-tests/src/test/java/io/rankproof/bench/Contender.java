package io.rankproof.bench;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A way to the numbers of a case.
 *
 * @param name as tables show it
 * @param work does it once, and returns metric to value; empty for a floor, which computes nothing
 */
record Contender(String name, Supplier<Map<String, Double>> work) {

  static Contender floor(String name, Runnable work) {
    return new Contender(
        name,
        () -> {
          work.run();
          return Map.of();
        });
  }

  static Contender of(String name, String metric, Supplier<Double> work) {
    return new Contender(name, () -> Map.of(metric, work.get()));
  }

  /** The same under another name, whose numbers are not compared. */
  Contender timedOnly(String otherName) {
    return floor(otherName, () -> Objects.requireNonNull(work.get()));
  }
}
