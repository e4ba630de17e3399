package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * The position-based model, P(click) = p_k r(x) with p_1 = 1, where relevance r comes from any
 * regression that takes weights. Regression-EM (Wang, Golbandi, Bendersky, Metzler and Najork, WSDM
 * 2018) climbs the same likelihood by soft labels, slowly; here the two halves are maximised in
 * turn:
 *
 * <pre>
 *   r   = mean of click / p_k given x, with weights p_k / (1 - p_k r(x)) of the round before
 *   p_k = what maximises the likelihood of the clicks at k given r, at most 1
 * </pre>
 *
 * <p>The first is the score equation of r where the regression is free, the second that of p_k.
 * After every two rounds log p is extrapolated (SQUAREM: Varadhan and Roland 2008); the rounds that
 * follow put right what went too far.
 */
public final class RelevanceAscent {
  /** Rounds at most: each of them costs a regression. */
  public static final int ROUNDS = 20;

  private static final double TOLERANCE = 1e-3;
  private static final double LONGEST_STEP = 8;
  private static final double LEAST = 1e-6;
  private static final int HALVINGS = 50;

  /**
   * Relevance that a weight takes as most: a row weighs 20 p at most. Means of click / p_k are
   * above 1 where p_k is too small for the time being, and a few rows would otherwise weigh as much
   * as millions.
   */
  private static final double MOST_RELEVANT = 0.95;

  private final FeatureRows rows;
  private final Regression regression;
  private final int[] clicks;
  private final int[][] unclicked;
  private double[] relevance;

  private RelevanceAscent(FeatureRows rows, Regression regression) {
    this.rows = rows;
    this.regression = regression;
    this.relevance = new double[rows.size()];
    this.clicks = new int[rows.deepest()];
    this.unclicked = new int[rows.deepest()][];
    index();
  }

  /** The rows of each position: every halving of its p_k walks those and no others. */
  private void index() {
    int[] shown = new int[clicks.length];
    for (int row = 0; row < rows.size(); row++) {
      int k = rows.position(row) - 1;
      shown[k]++;
      clicks[k] += rows.click(row) ? 1 : 0;
    }
    Arrays.setAll(unclicked, k -> new int[shown[k] - clicks[k]]);
    int[] next = new int[clicks.length];
    for (int row = 0; row < rows.size(); row++) {
      int k = rows.position(row) - 1;
      if (!rows.click(row)) {
        unclicked[k][next[k]++] = row;
      }
    }
  }

  /** Learns what a label depends on. */
  public interface Regression {
    /**
     * @param labels of all rows
     * @param weights of all rows
     * @return the weighted means of labels, as learned, row by row
     */
    double[] means(double[] labels, double[] weights);
  }

  /**
   * What came of it.
   *
   * @param curve without errors
   * @param lastChange largest movement of a log p_k in the last round
   */
  public record Fit(LogCurve curve, double lastChange) {
    /** Whether it stands still. */
    public boolean converged() {
      return lastChange <= TOLERANCE;
    }
  }

  /**
   * @param start the curve to start from; where it knows nothing, nothing is learned
   */
  public static Fit fit(FeatureRows rows, LogCurve start, Regression regression) {
    double[] p =
        Arrays.stream(start.value()).map(v -> Double.isNaN(v) ? 0 : Math.min(1, v)).toArray();
    if (p.length == 0 || p[0] == 0) {
      return new Fit(withoutErrors(start.value()), Double.NaN);
    }
    return new RelevanceAscent(rows, regression).run(p);
  }

  private Fit run(double[] start) {
    double[] before = start;
    for (int round = 2; ; round += 2) {
      double[] first = next(before);
      double[] second = next(first);
      double change = largest(logRatios(first, second));
      if (change <= TOLERANCE || round >= ROUNDS) {
        return new Fit(curve(second), change);
      }
      before = extrapolated(before, first, second);
    }
  }

  private double[] next(double[] p) {
    double[] labels = new double[rows.size()];
    double[] weights = new double[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      double own = p[rows.position(row) - 1];
      labels[row] = rows.click(row) ? 1 / own : 0;
      weights[row] = own / (1 - own * Math.min(relevance[row], MOST_RELEVANT));
    }
    relevance =
        Arrays.stream(regression.means(labels, weights))
            .map(r -> Math.min(Math.max(r, LEAST), 1 - LEAST))
            .toArray();
    double[] next = p.clone();
    for (int k = 2; k <= next.length; k++) {
      next[k - 1] = p[k - 1] == 0 ? 0 : best(k);
    }
    return next;
  }

  /** Where the likelihood's derivative in p_k, which falls, is 0; 1 if it is not before. */
  private double best(int position) {
    double low = LEAST;
    double high = 1;
    if (derivative(position, high) >= 0) {
      return high;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (derivative(position, middle) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private double derivative(int position, double p) {
    double sum = clicks[position - 1] / p;
    for (int row : unclicked[position - 1]) {
      sum -= relevance[row] / (1 - p * relevance[row]);
    }
    return sum;
  }

  private static double[] extrapolated(double[] before, double[] first, double[] second) {
    double[] step = logRatios(before, first);
    double[] bend = logRatios(first, second);
    Arrays.setAll(bend, i -> bend[i] - step[i]);
    double length = norm(bend) > 0 ? norm(step) / norm(bend) : 1;
    double steps = Math.min(Math.max(length, 1), LONGEST_STEP);
    double[] p = new double[before.length];
    Arrays.setAll(
        p, i -> Math.min(1, before[i] * Math.exp(2 * steps * step[i] + steps * steps * bend[i])));
    return p;
  }

  private static double[] logRatios(double[] from, double[] to) {
    double[] ratios = new double[from.length];
    Arrays.setAll(ratios, i -> from[i] == 0 ? 0 : Math.log(to[i] / from[i]));
    return ratios;
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static LogCurve curve(double[] p) {
    return withoutErrors(Arrays.stream(p).map(v -> v == 0 ? Double.NaN : v).toArray());
  }

  private static LogCurve withoutErrors(double[] value) {
    double[] unknown = new double[value.length];
    Arrays.fill(unknown, Double.NaN);
    double[][] covariance = new double[value.length][];
    Arrays.fill(covariance, unknown);
    return new LogCurve(value, unknown, unknown, covariance);
  }
}
