package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.CalibrationEdges;
import io.rankproof.kernel.point.ProbabilityLosses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Columns of the sums over rows: the weight, then for each model its losses, the gap of each bin of
 * calibration and the influences on its areas; last, not bootstrapped, the reliability tables.
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
    DEBIASED_BRIER,
    ROC_INFLUENCE,
    PR_INFLUENCE
  }

  /** Columns of a bin of the reliability table. */
  private static final int TABLE_COLUMNS = 3;

  private final PointPlan plan;
  private final double[][] innerEdges;
  private final int[][] places;
  private final int[] gaps;
  private final int[] tables;
  private final int replicated;
  private final int count;
  private transient CalibrationEdges[] edges;

  /**
   * @param innerEdges for each model the inner edges of its bins; null where it has none
   */
  PointColumns(PointPlan plan, double[][] innerEdges) {
    this.plan = plan;
    this.innerEdges = innerEdges;
    places = new int[plan.models()][Column.values().length];
    gaps = new int[plan.models()];
    tables = new int[plan.models()];
    int next = 1;
    for (int model = 0; model < plan.models(); model++) {
      for (Column column : Column.values()) {
        places[model][column.ordinal()] = isUsed(model, column) ? next++ : -1;
      }
      gaps[model] = next;
      next += bins(model);
    }
    replicated = next;
    for (int model = 0; model < plan.models(); model++) {
      tables[model] = next;
      next += TABLE_COLUMNS * bins(model);
    }
    count = next;
  }

  private boolean isUsed(int model, Column column) {
    return switch (column) {
      case PREDICTED -> true;
      case LABEL -> plan.has(model, PointMetric.NORMALISED_ENTROPY);
      case LOG_LOSS ->
          plan.has(model, PointMetric.LOG_LOSS) || plan.has(model, PointMetric.NORMALISED_ENTROPY);
      case BRIER -> plan.has(model, PointMetric.BRIER);
      case SQUARED_ERROR -> plan.has(model, PointMetric.RMSE);
      case ABSOLUTE_ERROR -> plan.has(model, PointMetric.MAE);
      case DEBIASABLE ->
          plan.isDebiased(model, PointMetric.LOG_LOSS) || plan.isDebiased(model, PointMetric.BRIER);
      case DEBIASED_LOG_LOSS -> plan.isDebiased(model, PointMetric.LOG_LOSS);
      case DEBIASED_BRIER -> plan.isDebiased(model, PointMetric.BRIER);
      case ROC_INFLUENCE -> plan.has(model, PointMetric.ROC_AUC);
      case PR_INFLUENCE -> plan.has(model, PointMetric.PR_AUC);
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

  int binWeight(int model, int bin) {
    return tables[model] + TABLE_COLUMNS * bin;
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
    if (bins(model) > 0) {
      addToBin(model, edges(model).binOf(prediction), weight, prediction, label, terms);
    }
  }

  private void addToBin(
      int model, int bin, double weight, double prediction, double label, Terms terms) {
    terms.add(gaps[model] + bin, weight * (prediction - label));
    terms.add(binWeight(model, bin), weight);
    terms.add(binScore(model, bin), weight * prediction);
    terms.add(binLabel(model, bin), weight * label);
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

  /** Adds a row's influences on a cohort's areas. */
  void addInfluences(PointRow row, int model, Areas.Curve curve, Terms terms) {
    if (row.weight() > 0 && curve.isDefined()) {
      int group = curve.groupOf(row.score(model));
      boolean positive = row.isPositive();
      add(terms, model, Column.ROC_INFLUENCE, row.weight() * curve.influenceOnRoc(group, positive));
      add(
          terms,
          model,
          Column.PR_INFLUENCE,
          row.weight() * curve.influenceOnPrecisionRecall(group, positive));
    }
  }

  /** What the magnitudes of each column may add up to. */
  double[] bounds(LogProfile profile, List<String> models, String label, double influences) {
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
      bound(bounds, model, Column.ROC_INFLUENCE, influences);
      bound(bounds, model, Column.PR_INFLUENCE, influences);
    }
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
    for (PointMetric metric : PointMetric.values()) {
      if (plan.byModel().stream().anyMatch(metrics -> metrics.contains(metric))) {
        Quantity plain = plain(metric, label, areas);
        quantities.add(plain);
        if (randomised) {
          quantities.add(plain.randomised());
        }
        if (isDebiased(metric)) {
          quantities.add(debiased(metric, label));
        }
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
        model -> plan.has(model, metric) ? columns(model, metric) : null,
        (cohort, model) -> formula(metric, cohort, model, areas));
  }

  private Quantity debiased(PointMetric metric, String label) {
    Column loss = metric == PointMetric.LOG_LOSS ? Column.DEBIASED_LOG_LOSS : Column.DEBIASED_BRIER;
    return quantity(
        metric,
        label,
        Estimator.IPS,
        model -> plan.isDebiased(model, metric) ? pair(model, loss, Column.DEBIASABLE) : null,
        (cohort, model) -> new Formula.Ratio());
  }

  private Quantity quantity(
      PointMetric metric,
      String label,
      Estimator estimator,
      IntFunction<int[]> columns,
      Quantity.Formulas formulas) {
    List<int[]> byModel = new ArrayList<>();
    for (int model = 0; model < plan.models(); model++) {
      byModel.add(columns.apply(model));
    }
    return new Quantity(
        metric.title(),
        label,
        estimator,
        metric.lowerIsBetter(),
        WEIGHT,
        false,
        -1,
        byModel,
        formulas);
  }

  private int[] pair(int model, Column numerator, Column denominator) {
    return new int[] {place(model, numerator), place(model, denominator)};
  }

  private int[] columns(int model, PointMetric metric) {
    return switch (metric) {
      case ROC_AUC -> new int[] {place(model, Column.ROC_INFLUENCE)};
      case PR_AUC -> new int[] {place(model, Column.PR_INFLUENCE)};
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
      case ECE ->
          IntStream.concat(
                  IntStream.range(gaps[model], gaps[model] + bins(model)),
                  IntStream.of(place(model, Column.PREDICTED)))
              .toArray();
    };
  }

  private Formula formula(PointMetric metric, int cohort, int model, Areas areas) {
    return switch (metric) {
      case ROC_AUC -> new Formula.Influenced(area(areas, cohort, model, metric));
      case PR_AUC -> new Formula.Influenced(area(areas, cohort, model, metric));
      case RMSE -> new Formula.RootRatio();
      case NORMALISED_ENTROPY -> new Formula.NormalisedEntropy();
      case ECE -> new Formula.CalibrationGap(bins(model));
      default -> new Formula.Ratio();
    };
  }

  private static double area(Areas areas, int cohort, int model, PointMetric metric) {
    if (cohort >= areas.cohorts()) {
      return Double.NaN;
    }
    BoundedValue area = areas.value(cohort, model, metric);
    return area.isSharp() ? area.value() : Double.NaN;
  }
}
