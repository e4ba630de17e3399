package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.PropensityConfig;
import io.rankproof.propensity.UncertainPoints.Point;
import io.rankproof.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class UncertainPointsTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "context STRING, position INT, usable BOOLEAN, log_covariance ARRAY<DOUBLE>");

  private static PropensityConfig config(String contexts) {
    return ConfigLoader.parse(
            """
            source.tables.log { format = parquet, path = "/nowhere" }
            source.segments { platform = platform, country = country }
            label.engagements.click.value = clicked
            label.primary = click
            propensity.contexts = %s
            """
                .formatted(contexts))
        .propensity();
  }

  private static Dataset<Row> table(Row... rows) {
    return TestSpark.session().createDataFrame(List.of(rows), SCHEMA);
  }

  @Test
  void pointsHaveTheValuesOfTheirContextAndItsCovariances() {
    Dataset<Row> table =
        table(
            RowFactory.create("a\\|b|", 1, true, List.of(0.0, 0.0, 0.0)),
            RowFactory.create("a\\|b|", 2, true, List.of(0.0, 0.04, 0.01)),
            RowFactory.create("a\\|b|", 3, true, List.of(0.0, 0.01, 0.09)),
            RowFactory.create("c\\\\|d", 2, true, List.of(0.0, 0.16, Double.NaN)),
            RowFactory.create("c\\\\|d", 3, false, List.of(0.0, 0.01, 0.09)),
            RowFactory.create("c\\\\|d", 4, true, null));
    UncertainPoints points = UncertainPoints.of(table, config("[platform, country]"));
    assertThat(points.points())
        .containsExactly(
            new Point(List.of("a|b", ""), 2),
            new Point(List.of("a|b", ""), 3),
            new Point(List.of("c\\", "d"), 2));
    assertThat(points.covariances())
        .containsExactly(new double[][] {{0.04, 0.01}, {0.01, 0.09}}, new double[][] {{0.16}});
    // (1, 2, -1) C (1, 2, -1)' = 0.04 + 4 x 0.09 + 0.16 + 2 x 2 x 0.01
    assertThat(points.variance(new double[] {1, 2, -1})).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void withoutContextsAllRowsShareTheCurve() {
    Dataset<Row> table = table(RowFactory.create("all", 2, true, List.of(0.0, 0.04)));
    UncertainPoints points = UncertainPoints.of(table, config("[]"));
    assertThat(points.points()).containsExactly(new Point(List.of(), 2));
    assertThat(UncertainPoints.of(table.drop("log_covariance"), config("[]")).count()).isZero();
  }
}
