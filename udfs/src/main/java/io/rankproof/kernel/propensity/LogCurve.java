package io.rankproof.kernel.propensity;

import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.Quantiles;
import java.util.Arrays;

/**
 * Examination relative to position 1, with errors on the log scale.
 *
 * @param value p_k at index k - 1; NaN where the data do not tell
 * @param logError standard error of log p_k; NaN where unknown
 * @param degrees Student's degrees of freedom of intervals
 * @param covariance of log p_k and log p_j at index k - 1, j - 1; NaN where unknown
 */
public record LogCurve(double[] value, double[] logError, double[] degrees, double[][] covariance) {

  /** The curve of nothing. */
  public static LogCurve empty() {
    return new LogCurve(new double[0], new double[0], new double[0], new double[0][]);
  }

  /**
   * @param logValue NaN where unknown
   * @param movements what each unit moves every position's log by
   */
  static LogCurve of(double[] logValue, double[][] movements) {
    int deepest = logValue.length;
    double[] value = new double[deepest];
    double[] error = new double[deepest];
    double[] degrees = new double[deepest];
    double[][] covariance = new double[deepest][deepest];
    for (int i = 0; i < deepest; i++) {
      int position = i;
      boolean known = !Double.isNaN(logValue[i]);
      Spread spread = Spread.of(Arrays.stream(movements).mapToDouble(u -> u[position]).toArray());
      value[i] = Math.exp(logValue[i]);
      error[i] = known ? spread.error() : Double.NaN;
      degrees[i] = known ? spread.degrees() : Double.NaN;
      for (int j = 0; j < deepest; j++) {
        boolean both = known && !Double.isNaN(logValue[j]) && movements.length > 1;
        covariance[i][j] = both ? covariance(movements, i, j) : Double.NaN;
      }
    }
    return new LogCurve(value, error, degrees, covariance);
  }

  /**
   * The same with the jackknife's movements.
   *
   * @param left the logs of every position with one unit left out each
   */
  static LogCurve jackknife(double[] logValue, double[][] left) {
    double[][] movements = new double[left.length][logValue.length];
    double units = left.length;
    for (int i = 0; i < logValue.length; i++) {
      int position = i;
      double mean = Arrays.stream(left).mapToDouble(l -> l[position]).average().orElse(Double.NaN);
      for (int unit = 0; unit < left.length; unit++) {
        movements[unit][i] = (left[unit][i] - mean) * (units - 1) / units;
      }
    }
    return of(logValue, movements);
  }

  private static double covariance(double[][] movements, int i, int j) {
    double sum = 0;
    for (double[] u : movements) {
      sum += u[i] * u[j];
    }
    return sum * movements.length / (movements.length - 1.0);
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
