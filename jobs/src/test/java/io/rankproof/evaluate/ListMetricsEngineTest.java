package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The engine behind its facade, on rows with columns of any name. */
class ListMetricsEngineTest {
  private static final ListMetrics WHAT =
      ListMetrics.of("list", List.of("old", "new"), "clicked", List.of("RR", "P@1"));

  /** 40 users of 2 lists of 2 items; the first item is clicked; new is right, old is wrong. */
  private static Dataset<Row> rows() {
    return TestSpark.session()
        .range(160)
        .selectExpr(
            "concat('q', id div 2) AS list",
            "concat('u', id div 4) AS who",
            "IF(id % 2 = 0, 1, 0) AS clicked",
            "cast(id % 2 AS FLOAT) AS old",
            "-cast(id % 2 AS DOUBLE) AS new",
            "IF(id < 40, 'fr', 'de') AS country",
            "IF(id % 4 < 2, 'web', 'app') AS platform");
  }

  private static ListMetrics.Value value(
      List<ListMetrics.Value> values, String model, String metric, String slice, String key) {
    return values.stream()
        .filter(value -> value.model().equals(model) && value.metric().equals(metric))
        .filter(value -> value.slice().equals(slice) && value.sliceValue().equals(key))
        .filter(value -> value.estimator().equals("plain"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void valuesOverallAndBySlice() {
    List<ListMetrics.Value> values =
        ListMetricsEngine.compute(
            rows(),
            Layout.ANY,
            WHAT.bySegments(List.of("country", "platform")).byCrosses(List.of("country*platform")));

    assertThat(value(values, "old", "RR", "all", "all").value()).isCloseTo(0.5, within(1e-15));
    assertThat(value(values, "new", "P@1", "all", "all").value()).isEqualTo(1);
    assertThat(value(values, "new", "P@1", "country", "fr").withValue()).isEqualTo(20);
    assertThat(value(values, "old", "P@1", "country*platform", "de*web").withValue()).isEqualTo(30);
    assertThat(value(values, "old", "P@1", "platform", "app").value()).isZero();
  }

  @Test
  void intervalsWhereAskedFor() {
    List<ListMetrics.Value> values =
        ListMetricsEngine.compute(rows(), Layout.ANY, WHAT.withIntervals("who", 100));

    ListMetrics.Value one = value(values, "old", "RR", "all", "all");
    assertThat(one.low()).isCloseTo(0.5, within(1e-12));
    assertThat(one.standardError()).isCloseTo(0, within(1e-12));
  }
}
