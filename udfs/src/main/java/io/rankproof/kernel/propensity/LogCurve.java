package io.rankproof.kernel.propensity;

import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.Quantiles;

/**
 * Examination relative to position 1, with errors on the log scale.
 *
 * @param value p_k at index k - 1; NaN where the data do not tell
 * @param logError standard error of log p_k; NaN where unknown
 * @param degrees Student's degrees of freedom of intervals
 */
public record LogCurve(double[] value, double[] logError, double[] degrees) {

  /** The curve of nothing. */
  public static LogCurve empty() {
    return new LogCurve(new double[0], new double[0], new double[0]);
  }

  /**
   * @param logValue NaN where unknown
   * @param spread by position; null: unknown
   */
  static LogCurve of(double[] logValue, Spread[] spread) {
    double[] value = new double[logValue.length];
    double[] error = new double[logValue.length];
    double[] degrees = new double[logValue.length];
    for (int i = 0; i < logValue.length; i++) {
      boolean known = !Double.isNaN(logValue[i]);
      value[i] = Math.exp(logValue[i]);
      error[i] = known ? spread[i].error() : Double.NaN;
      degrees[i] = known ? spread[i].degrees() : Double.NaN;
    }
    return new LogCurve(value, error, degrees);
  }

  /** Deepest position. */
  public int deepest() {
    return value.length;
  }

  /** p_k; NaN where the data do not tell. */
  public double at(int position) {
    return value[position - 1];
  }

  /** Limits p_k exp(-+ t se); undefined where the error is unknown. */
  public Interval interval(int position, double level) {
    double half = Quantiles.twoSidedStudent(level, degrees[position - 1]) * logError[position - 1];
    double p = at(position);
    return Double.isNaN(half) || Double.isNaN(p)
        ? Interval.UNDEFINED
        : new Interval(p * Math.exp(-half), p * Math.exp(half));
  }
}
