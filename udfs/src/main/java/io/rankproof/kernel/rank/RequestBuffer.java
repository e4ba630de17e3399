package io.rankproof.kernel.rank;

import java.util.Arrays;

/**
 * The rows of one request: scores of one or more models, one or more labels, and optionally
 * weights, logged propensities and tie keys. Filled, evaluated, cleared and filled again: arrays
 * only ever grow, so nothing is allocated in the steady state.
 *
 * <p>Rows come in two kinds. A ranked row has a score of every model; one that is NaN, infinite or
 * missing ranks last, tied with the others like it. A judged row that was never retrieved has
 * labels only: it counts in the number of relevant items and in the ideal ranking, and has no rank.
 *
 * <p>Every score and label of an added row has to be set; weight and propensity default to 1, the
 * tie key to 0. Not safe for use by several threads.
 */
public final class RequestBuffer {
  private static final int INITIAL = 64;
  private static final double MISSING = Double.NEGATIVE_INFINITY;

  private final double[][] scores;
  private final double[][] labels;
  private final double[][] unretrievedLabels;
  private double[] weights = {};
  private double[] propensities = {};
  private long[] tieKeys = {};
  private double[] unretrievedWeights = {};
  private int rows;
  private int unretrieved;

  /** Whether any row's weight, propensity or tie key was set: others keep what they default to. */
  private boolean weighted;

  private boolean logged;
  private boolean keyed;

  /**
   * @param models how many scores a row has, at least 1
   * @param labels how many labels a row has, at least 1
   */
  public RequestBuffer(int models, int labels) {
    if (models < 1 || labels < 1) {
      throw new IllegalArgumentException(
          "a request needs a model and a label, not " + models + " and " + labels);
    }
    scores = new double[models][0];
    this.labels = new double[labels][0];
    unretrievedLabels = new double[labels][0];
  }

  /** Forgets all rows and keeps the arrays. */
  public void clear() {
    if (weighted) {
      Arrays.fill(weights, 0, rows, 1);
      weighted = false;
    }
    if (logged) {
      Arrays.fill(propensities, 0, rows, 1);
      logged = false;
    }
    if (keyed) {
      Arrays.fill(tieKeys, 0, rows, 0);
      keyed = false;
    }
    rows = 0;
    unretrieved = 0;
  }

  /**
   * Adds a ranked row.
   *
   * @return its index
   */
  public int addRow() {
    if (rows == weights.length) {
      growRows(grown(rows));
    }
    return rows++;
  }

  /**
   * Adds ranked rows, to be filled by the methods that take arrays.
   *
   * @return the index of the first one
   */
  public int addRows(int count) {
    int first = rows;
    int end = Math.addExact(rows, count);
    while (weights.length < end) {
      growRows(Math.max(end, grown(weights.length)));
    }
    rows = end;
    return first;
  }

  /**
   * Adds a row that was judged and never retrieved.
   *
   * @return its index among these
   */
  public int addUnretrieved() {
    if (unretrieved == unretrievedWeights.length) {
      growUnretrieved();
    }
    unretrievedWeights[unretrieved] = 1;
    return unretrieved++;
  }

  private void growRows(int capacity) {
    grow(scores, capacity);
    grow(labels, capacity);
    int before = weights.length;
    weights = Arrays.copyOf(weights, capacity);
    propensities = Arrays.copyOf(propensities, capacity);
    tieKeys = Arrays.copyOf(tieKeys, capacity);
    Arrays.fill(weights, before, capacity, 1);
    Arrays.fill(propensities, before, capacity, 1);
  }

  private void growUnretrieved() {
    int capacity = grown(unretrieved);
    grow(unretrievedLabels, capacity);
    unretrievedWeights = Arrays.copyOf(unretrievedWeights, capacity);
  }

  private static void grow(double[][] columns, int capacity) {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Arrays.copyOf(columns[i], capacity);
    }
  }

  private static int grown(int used) {
    return Math.max(INITIAL, Math.addExact(used, used >> 1));
  }

  /** Sets a score; one that is not finite means missing. */
  public void score(int row, int model, double score) {
    // Adding 0.0 makes -0.0 the same score as 0.0 for sorts, too.
    scores[model][row] = Double.isFinite(score) ? score + 0.0 : MISSING;
  }

  /**
   * Sets the scores of consecutive rows.
   *
   * @param first the first row
   * @param values scores; those that are not finite are missing
   * @param from index of the first one in {@code values}
   * @return how many are missing
   */
  public int scores(int model, int first, double[] values, int from, int count) {
    double[] own = scores[model];
    int missing = 0;
    for (int i = 0; i < count; i++) {
      double score = values[from + i];
      // Adding 0.0 turns -0.0 into 0.0.
      boolean finite = Double.isFinite(score);
      own[first + i] = finite ? score + 0.0 : MISSING;
      missing += finite ? 0 : 1;
    }
    return missing;
  }

  /**
   * Sets the labels of consecutive rows; one that is not finite becomes 0.
   *
   * @param first the first row
   * @param from index of the first one in {@code values}
   * @return how many are not finite
   */
  public int labels(int label, int first, double[] values, int from, int count) {
    double[] own = labels[label];
    int unknown = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      boolean finite = Double.isFinite(value);
      own[first + i] = finite ? value : 0;
      unknown += finite ? 0 : 1;
    }
    return unknown;
  }

  /** Sets the tie keys of consecutive rows. */
  public void tieKeys(int first, long[] keys, int from, int count) {
    keyed = true;
    System.arraycopy(keys, from, tieKeys, first, count);
  }

  /**
   * Sets a label.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void label(int row, int label, double value) {
    labels[label][row] = finite(value);
  }

  /**
   * Sets a label of a row that was never retrieved.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void unretrievedLabel(int row, int label, double value) {
    unretrievedLabels[label][row] = finite(value);
  }

  /**
   * Sets a ranked row's weight.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public void weight(int row, double weight) {
    weighted = true;
    weights[row] = valid(weight);
  }

  /**
   * Sets the weight of a row that was never retrieved.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public void unretrievedWeight(int row, double weight) {
    unretrievedWeights[row] = valid(weight);
  }

  /**
   * Sets the examination propensity of the position where the row was shown, relative to position
   * 1. It is checked when it is used: only for rows with a gain.
   */
  public void propensity(int row, double propensity) {
    logged = true;
    propensities[row] = propensity;
  }

  /** Sets what breaks ties under a keyed {@link TiePolicy}: the smaller key comes first. */
  public void tieKey(int row, long key) {
    keyed = true;
    tieKeys[row] = key;
  }

  private static double finite(double label) {
    if (!Double.isFinite(label)) {
      throw new IllegalArgumentException("label " + label + " is not finite");
    }
    return label;
  }

  private static double valid(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight " + weight + " is not finite and 0 or more");
    }
    return weight;
  }

  /** How many ranked rows there are. */
  public int rows() {
    return rows;
  }

  /** How many judged rows there are that were never retrieved. */
  public int unretrieved() {
    return unretrieved;
  }

  /** How many scores a row has. */
  public int models() {
    return scores.length;
  }

  /** How many labels a row has. */
  public int labels() {
    return labels.length;
  }

  /** How many ranked rows have no finite score of a model. */
  public int missingScores(int model) {
    return belowOrAt(scores[model], rows, MISSING);
  }

  /** How many rows, ranked or not, have a negative label, which every metric counts as 0. */
  public int negativeLabels(int label) {
    double largestNegative = -Double.MIN_VALUE;
    return belowOrAt(labels[label], rows, largestNegative)
        + belowOrAt(unretrievedLabels[label], unretrieved, largestNegative);
  }

  private static int belowOrAt(double[] values, int count, double bound) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      found += values[i] <= bound ? 1 : 0;
    }
    return found;
  }

  double[] scores(int model) {
    return scores[model];
  }

  double[] labelValues(int label) {
    return labels[label];
  }

  double[] unretrievedLabelValues(int label) {
    return unretrievedLabels[label];
  }

  double weight(int row) {
    return weights[row];
  }

  double unretrievedWeight(int row) {
    return unretrievedWeights[row];
  }

  double propensity(int row) {
    return propensities[row];
  }

  long[] tieKeys() {
    return tieKeys;
  }
}
