package io.rankproof.propensity;

import io.rankproof.kernel.propensity.FeatureRows;
import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.propensity.RelevanceAscent;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The position-based model with relevance from gradient-boosted trees on features. Trees of squared
 * error learn weighted means from the first tree on; those of log loss start at one half and need
 * many trees to come down to the rates of clicks.
 */
final class TreeRelevance {
  private static final int TREES = 10;
  private static final int DEPTH = 4;
  private static final double STEP = 0.3;

  /** Impressions of a leaf, so that no label is learned by heart. */
  private static final int LEAF = 100;

  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType);

  private final SparkSession spark;
  private final FeatureRows rows;
  private final long seed;
  private final List<Vector> features = new ArrayList<>();

  TreeRelevance(SparkSession spark, FeatureRows rows, long seed) {
    this.spark = spark;
    this.rows = rows;
    this.seed = seed;
    for (int row = 0; row < rows.size(); row++) {
      double[] values = new double[rows.features()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.value(row, i);
      }
      features.add(Vectors.dense(values));
    }
  }

  /**
   * @param start the curve of the logistic regression on the same rows
   */
  RelevanceAscent.Fit fit(LogCurve start) {
    return RelevanceAscent.fit(rows, start, this::means);
  }

  private double[] means(double[] labels, double[] weights) {
    GBTRegressionModel trees =
        new GBTRegressor()
            .setMaxIter(TREES)
            .setMaxDepth(DEPTH)
            .setStepSize(STEP)
            .setMinInstancesPerNode(Math.min(LEAF, Math.max(1, rows.size() / 20)))
            .setSeed(seed)
            .setWeightCol("weight")
            .fit(labelled(labels, weights));
    return features.stream().mapToDouble(trees::predict).toArray();
  }

  /** In one partition: sums of floating point are then the same on any cluster. */
  private Dataset<Row> labelled(double[] labels, double[] weights) {
    List<Row> labelled = new ArrayList<>();
    for (int row = 0; row < labels.length; row++) {
      labelled.add(RowFactory.create(features.get(row), labels[row], weights[row]));
    }
    return spark.createDataFrame(labelled, SCHEMA).coalesce(1);
  }
}
