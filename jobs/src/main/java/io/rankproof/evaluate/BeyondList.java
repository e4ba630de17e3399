package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.kernel.beyond.ListDiversity;
import io.rankproof.kernel.beyond.TopPlaces;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** The request whose rows are being read, and what its top k shows. Reused. */
final class BeyondList {
  private final BeyondPlan plan;
  private final SegmentReader segments;
  private final TopPlaces top;
  private final ListDiversity diversity = new ListDiversity();
  private final double[][] scores;
  private final boolean[] lacksScores;
  private final int[] missing;
  private long[] tieKeys = {};
  private long[] items = {};
  private long[] creators = {};
  private boolean[] hasCreator = {};
  private long[] categories = {};
  private boolean[] hasCategory = {};
  private double[] information = {};
  private double[] fresh = {};
  private double[] hidden = {};
  private double[] units = {};
  private boolean[] hasVector = {};
  private final int mostVectors;
  private int vectorsLeftOut;
  private int[] sliceValues;
  private int rows;
  private boolean randomised;
  private UTF8String request;

  /**
   * @param mostVectorValues that are held of one request
   */
  BeyondList(BeyondPlan plan, Cohorts cohorts, int mostVectorValues) {
    this.plan = plan;
    mostVectors = mostVectorValues / Math.max(1, plan.dimensions());
    segments = new SegmentReader(cohorts, BeyondRows.FIRST_SCORE_PLACE + plan.models());
    sliceValues = segments.copy();
    top = new TopPlaces(plan.k());
    scores = new double[plan.models()][0];
    lacksScores = new boolean[plan.models()];
    missing = new int[plan.models()];
  }

  boolean owns(InternalRow row) {
    return request != null && row.getUTF8String(BeyondRows.REQUEST_PLACE).equals(request);
  }

  /** Starts the request of a row; {@link #add} the row after. */
  void start(InternalRow row) {
    request = row.getUTF8String(BeyondRows.REQUEST_PLACE).clone();
    rows = 0;
    vectorsLeftOut = 0;
    randomised = true;
    Arrays.fill(lacksScores, false);
    Arrays.fill(missing, 0);
  }

  void add(InternalRow row) {
    readSegments(row);
    if (rows == items.length) {
      grow();
    }
    for (int model = 0; model < scores.length; model++) {
      addScore(row, model);
    }
    tieKeys[rows] = tieKey(row);
    items[rows] = row.getLong(BeyondRows.ITEM_PLACE);
    hasCreator[rows] = !row.isNullAt(BeyondRows.CREATOR_PLACE);
    creators[rows] = hasCreator[rows] ? row.getLong(BeyondRows.CREATOR_PLACE) : 0;
    hasCategory[rows] = !row.isNullAt(BeyondRows.CATEGORY_PLACE);
    categories[rows] = hasCategory[rows] ? row.getLong(BeyondRows.CATEGORY_PLACE) : 0;
    information[rows] = number(row, BeyondRows.INFORMATION_PLACE);
    fresh[rows] = number(row, BeyondRows.FRESH_PLACE);
    hidden[rows] = number(row, BeyondRows.HIDDEN_PLACE);
    hasVector[rows] = plan.dimensions() > 0 && addVector(row);
    randomised &= row.getBoolean(BeyondRows.RANDOMISED_PLACE);
    rows++;
  }

  private void readSegments(InternalRow row) {
    boolean changed = segments.read(row);
    int[] now = segments.values();
    if (rows == 0) {
      System.arraycopy(now, 0, sliceValues, 0, sliceValues.length);
    } else if (changed) {
      for (int i = 0; i < sliceValues.length; i++) {
        sliceValues[i] = sliceValues[i] == now[i] ? now[i] : OpenRequest.MIXED;
      }
    }
  }

  private void addScore(InternalRow row, int model) {
    int place = BeyondRows.FIRST_SCORE_PLACE + model;
    double score = number(row, place);
    boolean known = Double.isFinite(score);
    lacksScores[model] |= !known;
    missing[model] += known ? 0 : 1;
    scores[model][rows] = known ? score : Double.NEGATIVE_INFINITY;
  }

  /** Rows come in ascending order of the item: trec_eval puts the larger one first. */
  private long tieKey(InternalRow row) {
    return switch (plan.ties()) {
      case EXPECTED -> 0;
      case HASH -> row.getLong(BeyondRows.TIE_PLACE);
      case TREC -> -rows;
    };
  }

  private static double number(InternalRow row, int place) {
    return row.isNullAt(place) ? Double.NaN : row.getDouble(place);
  }

  /**
   * Keeps a row's vector with length 1; one of another dimension, 0, not finite or beyond memory is
   * unknown.
   */
  private boolean addVector(InternalRow row) {
    ArrayData vector =
        row.isNullAt(BeyondRows.VECTOR_PLACE) ? null : row.getArray(BeyondRows.VECTOR_PLACE);
    if (vector == null || vector.numElements() != plan.dimensions()) {
      return false;
    }
    if (rows >= mostVectors) {
      vectorsLeftOut++;
      return false;
    }
    int offset = rows * plan.dimensions();
    double squares = 0;
    for (int i = 0; i < plan.dimensions(); i++) {
      double value = vector.isNullAt(i) ? Double.NaN : vector.getDouble(i);
      units[offset + i] = value;
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < plan.dimensions(); i++) {
      units[offset + i] /= length;
    }
    return length > 0 && length < Double.POSITIVE_INFINITY;
  }

  private void grow() {
    int capacity = Math.max(64, Math.addExact(rows, rows >> 1));
    for (int model = 0; model < scores.length; model++) {
      scores[model] = Arrays.copyOf(scores[model], capacity);
    }
    tieKeys = Arrays.copyOf(tieKeys, capacity);
    items = Arrays.copyOf(items, capacity);
    creators = Arrays.copyOf(creators, capacity);
    hasCreator = Arrays.copyOf(hasCreator, capacity);
    categories = Arrays.copyOf(categories, capacity);
    hasCategory = Arrays.copyOf(hasCategory, capacity);
    information = Arrays.copyOf(information, capacity);
    fresh = Arrays.copyOf(fresh, capacity);
    hidden = Arrays.copyOf(hidden, capacity);
    int held = Math.min(capacity, mostVectors) * plan.dimensions();
    units = units.length == held ? units : Arrays.copyOf(units, held);
    hasVector = Arrays.copyOf(hasVector, capacity);
  }

  /** Finds the top k of a model: what is asked for afterwards is of that model. */
  void rank(int model) {
    top.find(scores[model], tieKeys, rows);
  }

  /** The chance that a row is in the top. */
  double chance(int row) {
    return top.chance(row);
  }

  /** A metric of the ranked model's top; NaN where nothing is known of what is in it. */
  double value(BeyondMetric metric) {
    return switch (metric) {
      case NOVELTY -> mean(information);
      case FRESH_SHARE -> mean(fresh);
      case HIDE_RATE -> mean(hidden);
      case CATEGORY_DIVERSITY -> diversity.byCategory(top, categories, hasCategory, rows);
      case VECTOR_DIVERSITY -> diversity.byVector(top, units, plan.dimensions(), hasVector, rows);
      case COVERAGE, ITEM_GINI, CREATOR_GINI -> throw new AssertionError(metric);
    };
  }

  private double mean(double[] values) {
    double sum = 0;
    double known = 0;
    for (int row = 0; row < rows; row++) {
      if (!Double.isNaN(values[row])) {
        sum += top.chance(row) * values[row];
        known += top.chance(row);
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  int rows() {
    return rows;
  }

  /** How many rows have a vector that is beyond memory. */
  int vectorsLeftOut() {
    return vectorsLeftOut;
  }

  long item(int row) {
    return items[row];
  }

  boolean hasCreator(int row) {
    return hasCreator[row];
  }

  long creator(int row) {
    return creators[row];
  }

  /** Whether every row was shown in random order. */
  boolean isRandomised() {
    return randomised;
  }

  /** For each model whether a row lacks its score. */
  boolean[] lacksScores() {
    return lacksScores;
  }

  int missing(int model) {
    return missing[model];
  }

  /** The slice value of each slice; negative where it is in none as a whole. */
  int[] sliceValues() {
    return sliceValues;
  }
}
