package io.rankproof.ope;

import io.rankproof.kernel.ope.SoftmaxRanking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Of the rows of a list, from its top: by place, the predicted reward of what a softmax would show
 * there. Every item's prediction at every place is made here and not kept: in memory are the
 * features of one request and, in a cascade, a probability per item and place. Of a list longer
 * than {@link #MOST_ROWS}, or that is not used, nothing is predicted.
 */
final class ExpectedByPlace extends Aggregator<Row, ArrayList<Row>, double[]> {
  /** Predictions and probabilities are the square of it: a million. */
  static final int MOST_ROWS = 1000;

  /** Features without the position, the position's own, the item's log odds, the fold, use. */
  static final StructType INPUT =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("position", SQLDataTypes.VectorType())
          .add("log_odds", DataTypes.DoubleType)
          .add("fold", DataTypes.IntegerType)
          .add("used", DataTypes.BooleanType);

  private static final long serialVersionUID = 1L;

  private final ArrayList<ProbabilisticClassificationModel<Vector, ?>> models;
  private final boolean cascade;
  private final Encoder<double[]> result;

  /**
   * @param models by fold
   * @param cascade whether an item above is not put back
   */
  ExpectedByPlace(
      List<ProbabilisticClassificationModel<Vector, ?>> models,
      boolean cascade,
      Encoder<double[]> result) {
    this.models = new ArrayList<>(models);
    this.cascade = cascade;
    this.result = result;
  }

  @Override
  public ArrayList<Row> zero() {
    return new ArrayList<>();
  }

  /** One row more than there may be says that there are too many. */
  @Override
  public ArrayList<Row> reduce(ArrayList<Row> list, Row row) {
    if (list.size() <= MOST_ROWS) {
      list.add(row);
    }
    return list;
  }

  @Override
  public ArrayList<Row> merge(ArrayList<Row> list, ArrayList<Row> below) {
    below.forEach(row -> reduce(list, row));
    return list;
  }

  @Override
  public double[] finish(ArrayList<Row> list) {
    if (list.size() > MOST_ROWS || list.stream().noneMatch(row -> row.getBoolean(4))) {
      return new double[0];
    }
    ProbabilisticClassificationModel<Vector, ?> model = models.get(list.get(0).getInt(3));
    SparseVector[] features = vectors(list, 0);
    SparseVector[] positions = vectors(list, 1);
    double[] logOdds = list.stream().mapToDouble(row -> row.getDouble(2)).toArray();
    return new SoftmaxRanking(logOdds, cascade)
        .expected(
            (item, place) ->
                model.predictProbability(sum(features[item], positions[place])).apply(1));
  }

  private static SparseVector[] vectors(List<Row> list, int column) {
    return list.stream()
        .map(row -> row.<Vector>getAs(column).toSparse())
        .toArray(SparseVector[]::new);
  }

  /** Both hashed: features of one cell add up, as they do when they are hashed together. */
  static Vector sum(SparseVector left, SparseVector right) {
    int[] indices = new int[left.indices().length + right.indices().length];
    double[] values = new double[indices.length];
    int size = 0;
    int l = 0;
    int r = 0;
    while (l < left.indices().length || r < right.indices().length) {
      int ofLeft = l < left.indices().length ? left.indices()[l] : Integer.MAX_VALUE;
      int ofRight = r < right.indices().length ? right.indices()[r] : Integer.MAX_VALUE;
      indices[size] = Math.min(ofLeft, ofRight);
      values[size++] =
          (ofLeft <= ofRight ? left.values()[l++] : 0)
              + (ofRight <= ofLeft ? right.values()[r++] : 0);
    }
    return new SparseVector(left.size(), Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }

  @Override
  @SuppressWarnings("unchecked")
  public Encoder<ArrayList<Row>> bufferEncoder() {
    return (Encoder<ArrayList<Row>>) (Encoder<?>) Encoders.javaSerialization(ArrayList.class);
  }

  @Override
  public Encoder<double[]> outputEncoder() {
    return result;
  }
}
