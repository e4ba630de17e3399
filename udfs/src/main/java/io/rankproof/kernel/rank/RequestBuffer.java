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

  /** The score of a row that has none. */
  public static final double MISSING = Double.NEGATIVE_INFINITY;

  private final double[][] ownScores;
  private final double[][] ownLabels;

  /** The arrays in use, by model and by label: the own ones, or others that are looked at. */
  private final double[][] scores;

  private final double[][] labels;

  /** Where in these arrays the first row is. */
  private int offset;

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
    ownScores = new double[models][0];
    ownLabels = new double[labels][0];
    scores = ownScores.clone();
    this.labels = ownLabels.clone();
    unretrievedLabels = new double[labels][0];
  }

  /** Forgets all rows and keeps the arrays. */
  public void clear() {
    forget();
    offset = 0;
    useOwn();
  }

  private void forget() {
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

  private void useOwn() {
    System.arraycopy(ownScores, 0, scores, 0, scores.length);
    System.arraycopy(ownLabels, 0, labels, 0, labels.length);
  }

  /**
   * Looks at ranked rows where they are, without a copy: instead of other ranked rows, until {@link
   * #clear}. Scores and labels of such rows cannot be set.
   *
   * @param scores of each model, {@link #MISSING} or finite
   * @param labels of each label; one that is NaN counts as 0
   * @param from index of the first row in all of these arrays
   * @param count of rows
   */
  public void view(double[][] scores, double[][] labels, int from, int count) {
    forget();
    addRows(count);
    System.arraycopy(scores, 0, this.scores, 0, this.scores.length);
    System.arraycopy(labels, 0, this.labels, 0, this.labels.length);
    offset = from;
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
    grow(ownScores, capacity);
    grow(ownLabels, capacity);
    useOwn();
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
    ownScores[model][row] = Double.isFinite(score) ? score + 0.0 : MISSING;
  }

  /**
   * Sets the scores of consecutive rows.
   *
   * @param first the first row
   * @param values scores; those that are not finite are missing
   * @param from index of the first one in {@code values}
   */
  public void scores(int model, int first, double[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      score(first + i, model, values[from + i]);
    }
  }

  /**
   * Sets the labels of consecutive rows; one that is not finite becomes 0.
   *
   * @param first the first row
   * @param from index of the first one in {@code values}
   */
  public void labels(int label, int first, double[] values, int from, int count) {
    double[] own = ownLabels[label];
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      own[first + i] = Double.isFinite(value) ? value : 0;
    }
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
    ownLabels[label][row] = finite(value);
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
    return belowOrAt(scores[model], offset, rows, MISSING);
  }

  /** How many rows, ranked or not, have a negative label, which every metric counts as 0. */
  public int negativeLabels(int label) {
    double largestNegative = -Double.MIN_VALUE;
    return belowOrAt(labels[label], offset, rows, largestNegative)
        + belowOrAt(unretrievedLabels[label], 0, unretrieved, largestNegative);
  }

  private static int belowOrAt(double[] values, int from, int count, double bound) {
    int found = 0;
    for (int i = from; i < from + count; i++) {
      found += values[i] <= bound ? 1 : 0;
    }
    return found;
  }

  /** Where in {@link #scores} and {@link #labelValues} the first ranked row is. */
  int offset() {
    return offset;
  }

  /** Scores by row, from {@link #offset} on. */
  double[] scores(int model) {
    return scores[model];
  }

  /** Labels of ranked rows, from {@link #offset} on. */
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
