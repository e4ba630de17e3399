package io.rankproof.functions;

import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Ranking metrics of a group of rows. The arguments are the scores, the labels, then tie key,
 * propensity and weight where there are such.
 *
 * @param metrics what is computed, at least one
 * @param shape what the result looks like
 * @param models the names of the scores
 * @param labels the names of the labels, the primary one first
 * @param ties what decides between equal scores
 * @param unretrieved whether a row without any score is a judged one that was never retrieved
 *     (otherwise it ranks last)
 * @param debiased whether there are propensities
 * @param weighted whether there are weights
 */
record RankingAggregation(
    List<MetricSpec> metrics,
    Shape shape,
    List<String> models,
    List<String> labels,
    TieBreak ties,
    boolean unretrieved,
    boolean debiased,
    boolean weighted)
    implements Aggregation<RankedRows> {

  /** What the result looks like. */
  enum Shape {
    /** The value of the one metric. */
    VALUE,
    /** A struct of the metrics. */
    STRUCT,
    /** A struct with such a struct for each model. */
    STRUCT_PER_MODEL
  }

  /**
   * In the first score of a row: never retrieved. Elsewhere infinity stands for a missing score.
   */
  private static final double NEVER_RETRIEVED = Double.NaN;

  private static final double MISSING = Double.POSITIVE_INFINITY;

  /** In the place of a null label, when a row has another that is not. */
  private static final double UNKNOWN = Double.NaN;

  @Override
  public DataType resultType() {
    return switch (shape) {
      case VALUE -> DataTypes.DoubleType;
      case STRUCT -> metricsType();
      case STRUCT_PER_MODEL ->
          DataTypes.createStructType(
              models.stream().map(model -> field(model, metricsType())).toList());
    };
  }

  private DataType metricsType() {
    List<StructField> fields = new ArrayList<>();
    metrics.forEach(metric -> fields.add(field(metric.toString(), DataTypes.DoubleType)));
    if (debiased) {
      List<MetricSpec> sums = metrics.stream().filter(MetricSpec::isAdditive).toList();
      sums.forEach(metric -> fields.add(field(metric + "_ips_sum", DataTypes.DoubleType)));
      sums.forEach(metric -> fields.add(field(metric + "_ips_gain", DataTypes.DoubleType)));
    }
    fields.add(field("n_rows", DataTypes.LongType));
    fields.add(field("n_relevant", DataTypes.LongType));
    fields.add(field("n_relevant_tied", DataTypes.LongType));
    fields.add(field("n_missing_score", DataTypes.LongType));
    fields.add(field("n_negative_label", DataTypes.LongType));
    return DataTypes.createStructType(fields);
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  @Override
  public RankedRows create() {
    return new RankedRows(width(), ties.kind());
  }

  private int width() {
    return models.size() + labels.size() + (debiased ? 1 : 0) + (weighted ? 1 : 0);
  }

  int labelColumn() {
    return models.size();
  }

  int propensityColumn() {
    return models.size() + labels.size();
  }

  int weightColumn() {
    return propensityColumn() + (debiased ? 1 : 0);
  }

  @Override
  public void add(RankedRows state, Arguments arguments) {
    if (!hasLabel(arguments)) {
      return;
    }
    int row = state.addRow();
    addScores(state, row, arguments);
    for (int label = labelColumn(); label < propensityColumn(); label++) {
      state.set(row, label, label(arguments, label));
    }
    int argument = propensityColumn();
    if (ties.policy().usesKey()) {
      ties.keep(state, row, arguments, argument++);
    }
    if (debiased) {
      state.set(row, propensityColumn(), arguments.number(argument++, Double.NaN));
    }
    if (weighted) {
      state.set(row, weightColumn(), weight(arguments, argument));
    }
  }

  private boolean hasLabel(Arguments arguments) {
    for (int label = labelColumn(); label < propensityColumn(); label++) {
      if (!arguments.isNull(label)) {
        return true;
      }
    }
    return false;
  }

  private double label(Arguments arguments, int column) {
    if (arguments.isNull(column)) {
      return UNKNOWN;
    }
    double label = arguments.number(column);
    if (!Double.isFinite(label)) {
      throw new IllegalArgumentException(
          labels.get(column - labelColumn())
              + " "
              + label
              + " is not finite: a label is a finite number, or NULL where it is not known");
    }
    return label;
  }

  private static double weight(Arguments arguments, int argument) {
    if (arguments.isNull(argument)) {
      throw new IllegalArgumentException(
          "weight NULL: a weight is finite and 0 or more; write coalesce(weight, 1), or leave the"
              + " row out with FILTER");
    }
    return arguments.number(argument);
  }

  private void addScores(RankedRows state, int row, Arguments arguments) {
    boolean scored = !unretrieved;
    for (int model = 0; model < models.size(); model++) {
      scored |= !arguments.isNull(model);
      double score = arguments.number(model, MISSING);
      state.set(row, model, Double.isFinite(score) ? score : MISSING);
    }
    if (!scored) {
      state.set(row, 0, NEVER_RETRIEVED);
    }
  }

  /** Whether a label that was kept stands for null. */
  static boolean isUnknown(double label) {
    return Double.isNaN(label);
  }

  /** Which of the labels a metric is of. */
  int labelOf(MetricSpec metric) {
    return metric.label().isEmpty() ? 0 : labels.indexOf(metric.label());
  }

  static boolean neverRetrieved(RankedRows rows, int row) {
    return Double.isNaN(rows.get(row, 0));
  }

  @Override
  public void merge(RankedRows state, RankedRows other) {
    state.addAll(other);
  }

  @Override
  public byte[] write(RankedRows state) {
    return state.write();
  }

  @Override
  public RankedRows read(byte[] bytes) {
    return RankedRows.read(bytes, width(), ties.kind());
  }

  @Override
  public Function<RankedRows, Object> evaluator() {
    return new RankingEvaluator(this);
  }
}
