package io.rankproof.kernel.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
  private static final int ROWS = 5000;

  private final FeatureRows rows = new FeatureRows(3);
  private final double[] labels = new double[ROWS];
  private final double[] weights = new double[ROWS];

  BoostedTreesTest() {
    SplittableRandom random = new SplittableRandom(20_261_129L);
    for (int row = 0; row < ROWS; row++) {
      double[] x = {random.nextInt(20) / 10.0, random.nextInt(2), random.nextInt(30) - 15};
      rows.add(1, 0, false, x);
      labels[row] = Math.abs(x[0] - 1) + 0.3 * x[1] * x[2] / 15 + random.nextDouble();
      weights[row] = 0.5 + random.nextDouble();
    }
  }

  /** Splits of all values: MLlib chooses among the same ones, half way between two values. */
  @Test
  @Tag("slow")
  void meansAreThoseOfMllibsTrees() {
    GBTRegressionModel mllib =
        new GBTRegressor()
            .setMaxIter(10)
            .setMaxDepth(4)
            .setStepSize(0.15) // of the gradient, which is twice the residual
            .setMinInstancesPerNode(100)
            .setWeightCol("weight")
            .fit(TestSpark.session().createDataFrame(sample(), SCHEMA).coalesce(1));
    double[] means = new BoostedTrees(rows).means(labels, weights);
    for (int row = 0; row < ROWS; row++) {
      assertThat(means[row]).isCloseTo(mllib.predict(Vectors.dense(features(row))), within(1e-9));
    }
  }

  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType);

  private List<Row> sample() {
    List<Row> sample = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      sample.add(RowFactory.create(Vectors.dense(features(row)), labels[row], weights[row]));
    }
    return sample;
  }

  private double[] features(int row) {
    return IntStream.range(0, 3).mapToDouble(f -> rows.value(row, f)).toArray();
  }

  @Test
  void rowsOfNoWeightAreNotThere() {
    FeatureRows kept = new FeatureRows(3);
    List<Integer> places = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      if (row % 3 == 0) {
        weights[row] = 0;
        labels[row] = 1e6;
      } else {
        kept.add(1, 0, false, features(row));
        places.add(row);
      }
    }
    double[] all = new BoostedTrees(rows).means(labels, weights);
    double[] fewer =
        new BoostedTrees(kept)
            .means(
                places.stream().mapToDouble(row -> labels[row]).toArray(),
                places.stream().mapToDouble(row -> weights[row]).toArray());
    assertThat(places.stream().mapToDouble(row -> all[row]).toArray()).isEqualTo(fewer);
  }

  @Test
  void leavesAreNotSmallAndCopiesShareNothing() {
    FeatureRows one = new FeatureRows(1);
    double[] steps = new double[4000];
    for (int row = 0; row < steps.length; row++) {
      one.add(1, 0, false, row);
      steps[row] = row < 50 ? 1 : 0;
    }
    double[] flat = new double[steps.length];
    Arrays.fill(flat, 1);
    BoostedTrees trees = new BoostedTrees(one);
    double[] means = trees.means(steps, flat);
    double[] other = trees.copy().means(new double[steps.length], flat);
    // bins of 31.25 rows: the first leaf is of four, with the mean 50 / 125
    assertThat(means[0]).isCloseTo(0.4, within(1e-12)).isEqualTo(means[124]);
    assertThat(means[125]).isCloseTo(0, within(1e-12));
    assertThat(other).containsOnly(0);
  }

  @Test
  void valuesThatAreAlikeAreInOneBin() {
    FeatureRows one = new FeatureRows(2);
    for (int row = 0; row < 10_000; row++) {
      one.add(1, 0, false, row < 9000 ? 0 : row, 7);
    }
    FeatureBins bins = new FeatureBins(one);
    assertThat(IntStream.range(0, 9000).map(row -> bins.of(row, 0)).distinct().toArray())
        .containsExactly(0);
    assertThat(IntStream.range(9000, 10_000).map(row -> bins.of(row, 0)).distinct().count())
        .isBetween(12L, 14L);
    assertThat(IntStream.range(0, 10_000).map(row -> bins.of(row, 1)).distinct().toArray())
        .containsExactly(0);
  }
}
