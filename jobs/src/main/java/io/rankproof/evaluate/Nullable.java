package io.rankproof.evaluate;

/** Numbers of tables: what is undefined is null there. */
final class Nullable {
  private Nullable() {}

  static Double of(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
