package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class FrequenciesTest {

  /** A table of items and positions may be larger than what an executor can be sent. */
  @Test
  void frequenciesAreNotForcedOntoEveryExecutor() {
    SparkSession spark = TestSpark.session();
    Dataset<Row> rows =
        spark.sql(
            "SELECT concat('i', id % 3) AS item, int(id % 2) AS position, 1D AS weight,"
                + " 0.5D AS action_propensity, 1D AS _reward, IF(id % 4 < 2, 'a', 'b') AS _logger"
                + " FROM range(12)");
    String key = "spark.sql.autoBroadcastJoinThreshold";
    String before = spark.conf().get(key);
    spark.conf().set(key, "-1");
    try {
      Dataset<Row> joined = new Frequencies("_t", "a", "b").apply(rows, rows);
      assertThat(joined.queryExecution().sparkPlan().toString()).contains("SortMergeJoin");
      assertThat(joined.count()).isEqualTo(12);
    } finally {
      spark.conf().set(key, before);
    }
  }
}
