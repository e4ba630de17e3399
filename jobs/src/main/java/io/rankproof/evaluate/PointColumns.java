package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.config.PointMetric.Kind;
import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.kernel.point.CalibrationEdges;
import io.rankproof.kernel.point.ProbabilityLosses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Columns of the sums over rows: the weight, then for each model its losses and its rows'
 * influences on the metrics of curves; last, not bootstrapped, the reliability tables.
 */
final class PointColumns implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Weight of all rows with a label. */
  static final int WEIGHT = 0;

  private static final double LARGEST_LOG_LOSS = -Math.log(ProbabilityLosses.DEFAULT_CLIP);

  /** A model's columns, before those of its bins. */
  private enum Column {
    /** Weight of the rows with a prediction. */
    PREDICTED,
    /** Weighted labels of these. */
    LABEL,
    LOG_LOSS,
    BRIER,
    SQUARED_ERROR,
    ABSOLUTE_ERROR,
    /** Weight of the rows with a score and a propensity. */
    DEBIASABLE,
    DEBIASED_LOG_LOSS,
    DEBIASED_BRIER
  }

  private static final List<Column> DEBIASED =
      List.of(Column.DEBIASED_LOG_LOSS, Column.DEBIASED_BRIER);

  /** Columns of a bin of the reliability table: weight, prediction, label, squared weight. */
  private static final int TABLE_COLUMNS = Formula.CalibrationGap.SUMS;

  private static final int NONE = -1;

  private final PointPlan plan;
  private final List<PointMetric> curveMetrics;
  private final double[][] innerEdges;
  private final int[][] places;

  /** For each model the column of its influences on each metric of curves. */
  private final int[][] influences;

  /** For each model the first column of its table over bins of equal mass, then of equal width. */
  private final int[][] tables;

  /** The columns of debiased losses, in the order of their slopes. */
  private final int[] debiased;

  private final int replicated;
  private final int count;
  private transient CalibrationEdges[] edges;
  private transient CalibrationEdges widths;

  private static final int MASS = 0;
  private static final int WIDTH = 1;

  /**
   * @param innerEdges for each model the inner edges of its bins; null where it has none
   */
  PointColumns(PointPlan plan, double[][] innerEdges) {
    this.plan = plan;
    this.innerEdges = innerEdges;
    curveMetrics = plan.curveMetrics();
    places = new int[plan.models()][Column.values().length];
    influences = new int[plan.models()][curveMetrics.size()];
    tables = new int[plan.models()][2];
    int next = 1;
    for (int model = 0; model < plan.models(); model++) {
      for (Column column : Column.values()) {
        places[model][column.ordinal()] = isUsed(model, column) ? next++ : NONE;
      }
      for (int n = 0; n < curveMetrics.size(); n++) {
        influences[model][n] = plan.has(model, curveMetrics.get(n)) ? next++ : NONE;
      }
    }
    debiased =
        IntStream.range(0, plan.models())
            .flatMap(model -> DEBIASED.stream().mapToInt(column -> place(model, column)))
            .filter(place -> place != NONE)
            .toArray();
    replicated = next;
    for (int sort : new int[] {MASS, WIDTH}) {
      for (int model = 0; model < plan.models(); model++) {
        tables[model][sort] = next;
        next += TABLE_COLUMNS * bins(model, sort);
      }
    }
    count = next;
  }

  private int bins(int model, int sort) {
    return sort == MASS ? bins(model) : plan.hasBins(model, true) ? plan.bins() : 0;
  }

  private boolean isUsed(int model, Column column) {
    return switch (column) {
      case PREDICTED -> true;
      case LABEL -> plan.has(model, Kind.NORMALISED_ENTROPY);
      case LOG_LOSS -> plan.has(model, Kind.LOG_LOSS) || plan.has(model, Kind.NORMALISED_ENTROPY);
      case BRIER -> plan.has(model, Kind.BRIER);
      case SQUARED_ERROR -> plan.has(model, Kind.RMSE);
      case ABSOLUTE_ERROR -> plan.has(model, Kind.MAE);
      case DEBIASABLE ->
          plan.isDebiased(model, Kind.LOG_LOSS) || plan.isDebiased(model, Kind.BRIER);
      case DEBIASED_LOG_LOSS -> plan.isDebiased(model, Kind.LOG_LOSS);
      case DEBIASED_BRIER -> plan.isDebiased(model, Kind.BRIER);
    };
  }

  PointPlan plan() {
    return plan;
  }

  int count() {
    return count;
  }

  /** Columns, the first ones, that are bootstrapped. */
  int replicated() {
    return replicated;
  }

  /** Bins of a model's reliability table; 0: it has none. */
  int bins(int model) {
    return innerEdges[model] == null ? 0 : innerEdges[model].length + 1;
  }

  CalibrationEdges edges(int model) {
    if (edges == null) {
      edges =
          Arrays.stream(innerEdges)
              .map(inner -> inner == null ? null : CalibrationEdges.at(inner))
              .toArray(CalibrationEdges[]::new);
    }
    return edges[model];
  }

  private CalibrationEdges edges(int model, int sort) {
    if (sort == WIDTH && widths == null) {
      widths = CalibrationEdges.equalWidth(plan.bins());
    }
    return sort == MASS ? edges(model) : widths;
  }

  int binWeight(int model, int bin) {
    return tables[model][MASS] + TABLE_COLUMNS * bin;
  }

  int binScore(int model, int bin) {
    return binWeight(model, bin) + 1;
  }

  int binLabel(int model, int bin) {
    return binWeight(model, bin) + 2;
  }

  /** The counter of the rows in a bin. */
  int binCounter(int model, int bin) {
    return Counters.count(plan.models()) + (binWeight(model, bin) - replicated) / TABLE_COLUMNS;
  }

  /** Counters in all. */
  int counters() {
    return Counters.count(plan.models()) + (count - replicated) / TABLE_COLUMNS;
  }

  private int place(int model, Column column) {
    return places[model][column.ordinal()];
  }

  private void add(Terms terms, int model, Column column, double value) {
    int place = place(model, column);
    if (place >= 0) {
      terms.add(place, value);
    }
  }

  /** Adds a row's terms but its influences, which differ between cohorts. */
  void addTerms(PointRow row, Terms terms) {
    terms.clear();
    terms.add(WEIGHT, row.weight());
    for (int model = 0; model < plan.models(); model++) {
      if (!Double.isNaN(row.prediction(model))) {
        addPrediction(row, model, row.prediction(model), terms);
      }
      if (place(model, Column.DEBIASABLE) >= 0 && !row.lacksScores()[model]) {
        addDebiased(row, model, terms);
      }
    }
  }

  private void addPrediction(PointRow row, int model, double prediction, Terms terms) {
    double weight = row.weight();
    double label = row.label();
    double error = prediction - label;
    add(terms, model, Column.PREDICTED, weight);
    add(terms, model, Column.LABEL, weight * label);
    add(terms, model, Column.SQUARED_ERROR, weight * error * error);
    add(terms, model, Column.ABSOLUTE_ERROR, weight * Math.abs(error));
    add(terms, model, Column.BRIER, weight * brier(prediction, label));
    if (place(model, Column.LOG_LOSS) >= 0) {
      add(terms, model, Column.LOG_LOSS, weight * logLoss(prediction, label));
    }
    for (int sort = MASS; sort <= WIDTH; sort++) {
      if (bins(model, sort) > 0) {
        addToBin(row, model, sort, terms);
      }
    }
  }

  private void addToBin(PointRow row, int model, int sort, Terms terms) {
    double prediction = row.prediction(model);
    int bin = edges(model, sort).binOf(prediction);
    int line = tables[model][sort] + TABLE_COLUMNS * bin;
    terms.add(line, row.weight());
    terms.add(line + 1, row.weight() * prediction);
    terms.add(line + 2, row.weight() * row.label());
    terms.add(line + 3, row.weight() * row.weight());
  }

  /** The score is the probability of relevance; label / propensity has that mean. */
  private void addDebiased(PointRow row, int model, Terms terms) {
    if (Double.isNaN(row.propensity())) {
      return;
    }
    double weighted = row.label() / row.propensity();
    double score = row.score(model);
    add(terms, model, Column.DEBIASABLE, row.weight());
    add(terms, model, Column.DEBIASED_LOG_LOSS, row.weight() * logLoss(score, weighted));
    add(terms, model, Column.DEBIASED_BRIER, row.weight() * brier(score, weighted));
  }

  /** Sets the derivatives of a row's debiased losses in log 1 / p. */
  void addSlopes(PointRow row, Terms slopes) {
    slopes.clear();
    for (int model = 0; model < plan.models() && !Double.isNaN(row.propensity()); model++) {
      if (!row.lacksScores()[model]) {
        double clicks = row.weight() * row.label() / row.propensity();
        double score = row.score(model);
        addSlope(slopes, model, Column.DEBIASED_LOG_LOSS, clicks * logLossOfClick(score));
        addSlope(slopes, model, Column.DEBIASED_BRIER, clicks * (1 - 2 * score));
      }
    }
  }

  private void addSlope(Terms slopes, int model, Column column, double value) {
    if (place(model, column) >= 0) {
      slopes.add(slope(place(model, column)), value);
    }
  }

  /** What a click's log loss exceeds that of none by. */
  private static double logLossOfClick(double probability) {
    return logLoss(probability, 1) - logLoss(probability, 0);
  }

  /** Whether any loss is debiased. */
  boolean isDebiased() {
    return debiased.length > 0;
  }

  /** The place among the slopes of a debiased loss, given its column. */
  int slope(int loss) {
    return Arrays.binarySearch(debiased, loss);
  }

  /** For each debiased loss, what the magnitudes of its slopes may add up to. */
  double[] slopeBounds(LogProfile profile, String label) {
    double[] bounds = new double[debiased.length];
    Arrays.fill(
        bounds,
        profile.label(label).inverse() * Math.max(1, profile.maxWeight()) * LARGEST_LOG_LOSS);
    return bounds;
  }

  private static double logLoss(double probability, double label) {
    double clip = ProbabilityLosses.DEFAULT_CLIP;
    double inner = Math.min(Math.max(probability, clip), 1 - clip);
    // StrictMath: the same bits on every machine.
    return -(label * StrictMath.log(inner) + (1 - label) * StrictMath.log1p(-inner));
  }

  private static double brier(double probability, double label) {
    double miss = 1 - probability;
    return label * miss * miss + (1 - label) * probability * probability;
  }

  /** Adds a row's influences on the metrics of a cohort's curve. */
  void addInfluences(PointRow row, int model, RowInfluences curve, Terms terms) {
    if (row.weight() > 0 && curve.isDefined()) {
      int group = curve.groupOf(row.score(model));
      for (int n = 0; n < curveMetrics.size(); n++) {
        if (influences[model][n] != NONE) {
          double influence = curve.of(n, group, row.isPositive());
          terms.add(influences[model][n], row.weight() * influence);
        }
      }
    }
  }

  /** What the magnitudes of each column may add up to. */
  double[] bounds(LogProfile profile, List<String> models, String label, double largest) {
    double[] bounds = new double[count];
    double weights = profile.rows() * Math.max(1, profile.maxWeight());
    double inverse = profile.label(label).inverse() * Math.max(1, profile.maxWeight());
    Arrays.fill(bounds, weights);
    for (int model = 0; model < plan.models(); model++) {
      double error = largestError(profile, models.get(model), label);
      bound(bounds, model, Column.LABEL, weights * Math.max(1, profile.label(label).max()));
      bound(bounds, model, Column.LOG_LOSS, weights * LARGEST_LOG_LOSS);
      bound(bounds, model, Column.SQUARED_ERROR, weights * error * error);
      bound(bounds, model, Column.ABSOLUTE_ERROR, weights * error);
      double debiased = weights + 2 * inverse;
      bound(bounds, model, Column.DEBIASED_LOG_LOSS, debiased * LARGEST_LOG_LOSS);
      bound(bounds, model, Column.DEBIASED_BRIER, debiased);
      for (int place : influences[model]) {
        if (place != NONE) {
          bounds[place] = largest;
        }
      }
    }
    Arrays.fill(bounds, replicated, count, weights * Math.max(1, profile.maxWeight()));
    return bounds;
  }

  private void bound(double[] bounds, int model, Column column, double bound) {
    if (place(model, column) >= 0) {
      bounds[place(model, column)] = bound;
    }
  }

  private static double largestError(LogProfile profile, String model, String label) {
    LogProfile.ScoreProfile score = profile.score(model);
    double largest = Math.max(Math.abs(score.min()), Math.abs(score.max()));
    LogProfile.LabelProfile labels = profile.label(label);
    return (Double.isFinite(largest) ? largest : 0) + Math.max(labels.max(), -labels.min());
  }

  /** All that is reported of the rows. */
  List<Quantity> quantities(String label, boolean randomised, Areas areas) {
    List<Quantity> quantities = new ArrayList<>();
    for (PointMetric metric : plan.metrics()) {
      Quantity plain = plain(metric, label, areas);
      quantities.add(plain);
      if (randomised) {
        quantities.add(plain.randomised());
      }
      if (isDebiased(metric)) {
        quantities.add(debiased(metric, label));
      }
    }
    return quantities;
  }

  private boolean isDebiased(PointMetric metric) {
    return IntStream.range(0, plan.models()).anyMatch(model -> plan.isDebiased(model, metric));
  }

  private Quantity plain(PointMetric metric, String label, Areas areas) {
    return quantity(
        metric,
        label,
        Estimator.PLAIN,
        isOfScores(metric) ? model -> WEIGHT : model -> size(model, Column.PREDICTED),
        model -> plan.has(model, metric) ? columns(model, metric) : null,
        (cohort, model) -> formula(metric, cohort, model, areas));
  }

  private Quantity debiased(PointMetric metric, String label) {
    Column loss = metric.kind() == Kind.LOG_LOSS ? Column.DEBIASED_LOG_LOSS : Column.DEBIASED_BRIER;
    return quantity(
        metric,
        label,
        Estimator.IPS,
        model -> size(model, Column.DEBIASABLE),
        model -> plan.isDebiased(model, metric) ? pair(model, loss, Column.DEBIASABLE) : null,
        (cohort, model) -> new Formula.Ratio());
  }

  private Quantity quantity(
      PointMetric metric,
      String label,
      Estimator estimator,
      IntUnaryOperator size,
      IntFunction<int[]> columns,
      Quantity.Formulas formulas) {
    List<int[]> byModel = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int model = 0; model < plan.models(); model++) {
      byModel.add(columns.apply(model));
      sizes.add(size.applyAsInt(model));
    }
    return new Quantity(
        metric.title(),
        label,
        estimator,
        metric.lowerIsBetter(),
        sizes,
        false,
        -1,
        byModel,
        formulas);
  }

  /** A row without a score ranks last; one without a prediction has no error. */
  private static boolean isOfScores(PointMetric metric) {
    return switch (metric.kind()) {
      case ROC_AUC, PR_AUC, LIFT, RECALL, COST_LOSS -> true;
      default -> false;
    };
  }

  /** The column of the weight that a model's metrics are over, where it has any. */
  private int size(int model, Column column) {
    int place = place(model, column);
    return place < 0 ? WEIGHT : place;
  }

  private int[] pair(int model, Column numerator, Column denominator) {
    return new int[] {place(model, numerator), place(model, denominator)};
  }

  private int[] columns(int model, PointMetric metric) {
    return switch (metric.kind()) {
      case ROC_AUC, PR_AUC, LIFT, RECALL, COST_LOSS ->
          new int[] {influences[model][curveMetrics.indexOf(metric)]};
      case LOG_LOSS -> pair(model, Column.LOG_LOSS, Column.PREDICTED);
      case BRIER -> pair(model, Column.BRIER, Column.PREDICTED);
      case RMSE -> pair(model, Column.SQUARED_ERROR, Column.PREDICTED);
      case MAE -> pair(model, Column.ABSOLUTE_ERROR, Column.PREDICTED);
      case NORMALISED_ENTROPY ->
          new int[] {
            place(model, Column.LOG_LOSS),
            place(model, Column.PREDICTED),
            place(model, Column.LABEL)
          };
      case ECE, ECE_CORRECTED -> tableColumns(model, MASS);
      case ECE_WIDTH, ECE_WIDTH_CORRECTED -> tableColumns(model, WIDTH);
    };
  }

  private int[] tableColumns(int model, int sort) {
    int first = tables[model][sort];
    return IntStream.range(first, first + TABLE_COLUMNS * bins(model, sort)).toArray();
  }

  private Formula formula(PointMetric metric, int cohort, int model, Areas areas) {
    return switch (metric.kind()) {
      case ROC_AUC, PR_AUC, LIFT, RECALL, COST_LOSS ->
          influenced(areas.value(cohort, model, metric));
      case RMSE -> new Formula.RootRatio();
      case NORMALISED_ENTROPY -> new Formula.NormalisedEntropy();
      case ECE, ECE_CORRECTED ->
          new Formula.CalibrationGap(bins(model, MASS), metric.isCorrected());
      case ECE_WIDTH, ECE_WIDTH_CORRECTED ->
          new Formula.CalibrationGap(bins(model, WIDTH), metric.isCorrected());
      case LOG_LOSS, BRIER, MAE -> new Formula.Ratio();
    };
  }

  private static Formula influenced(CurveValue value) {
    return new Formula.Influenced(
        value.isSharp() ? value.value().value() : Double.NaN,
        value.value().errorBound(),
        value.metric().hasInterval());
  }
}
