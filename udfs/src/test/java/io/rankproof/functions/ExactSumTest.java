package io.rankproof.functions;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ExactSumTest {
  @Test
  void isTheSameToTheLastBitInAnyOrderAndPartitioning() {
    List<Double> values = values(5000);
    double first = sum(values, 1);
    Collections.shuffle(values, new Random(3));

    assertThat(sum(values, 7)).isEqualTo(first);
    double truth =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue();
    assertThat(first).isCloseTo(truth, within(5000 * 0x1p-37));
  }

  @Test
  void takesNegativeAndVeryLargeValues() {
    assertThat(sum(List.of(-0.25, 1e20, 0.5, -1e20, -3.0), 2)).isEqualTo(-2.75);
  }

  @Test
  void leavesNullsOut() {
    assertThat(
            column(List.of(1.5, 2.0), 1)
                .selectExpr("IF(value > 1.6, value, NULL) AS value")
                .agg(ExactSum.of(col("value")))
                .head()
                .getDouble(0))
        .isEqualTo(2.0);
    assertThat(column(List.of(), 1).agg(ExactSum.of(col("value"))).head().isNullAt(0)).isTrue();
  }

  private static List<Double> values(int size) {
    Random random = new Random(11);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
    }
    return values;
  }

  private static double sum(List<Double> values, int partitions) {
    return column(values, partitions).agg(ExactSum.of(col("value"))).head().getDouble(0);
  }

  private static Dataset<Row> column(List<Double> values, int partitions) {
    return TestSpark.session()
        .createDataset(values, Encoders.DOUBLE())
        .toDF("value")
        .repartition(partitions);
  }
}
