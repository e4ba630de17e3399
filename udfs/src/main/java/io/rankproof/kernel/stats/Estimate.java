package io.rankproof.kernel.stats;

/**
 * An estimate with its standard error and the number of independent clusters behind it.
 *
 * @param value the estimate; NaN when undefined
 * @param standardError NaN with fewer than two clusters
 * @param clusters how many clusters; intervals and tests use Student's distribution with clusters -
 *     1 degrees of freedom
 */
public record Estimate(double value, double standardError, double clusters) {
  /** The two-sided confidence interval at a level such as 0.95. */
  public Interval interval(double level) {
    return Interval.around(
        value, standardError, Quantiles.twoSidedStudent(level, degreesOfFreedom()));
  }

  /** The one-sided lower confidence bound at a level such as 0.95. */
  public double lowerBound(double level) {
    Interval.requireLevel(level);
    return value - standardError * Quantiles.student(level, degreesOfFreedom());
  }

  /** The one-sided upper confidence bound at a level such as 0.95. */
  public double upperBound(double level) {
    Interval.requireLevel(level);
    return value + standardError * Quantiles.student(level, degreesOfFreedom());
  }

  /** The two-sided p-value against a null value. */
  public double twoSidedP(double nullValue) {
    return PValues.twoSided(statistic(nullValue), degreesOfFreedom());
  }

  /** The p-value against "at most the null value". */
  public double greaterP(double nullValue) {
    return PValues.greater(statistic(nullValue), degreesOfFreedom());
  }

  /** The p-value against "at least the null value". */
  public double lessP(double nullValue) {
    return PValues.less(statistic(nullValue), degreesOfFreedom());
  }

  private double statistic(double nullValue) {
    return (value - nullValue) / standardError;
  }

  private double degreesOfFreedom() {
    return clusters - 1;
  }
}
