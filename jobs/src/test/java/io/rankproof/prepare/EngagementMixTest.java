package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class EngagementMixTest {
  /** Days without rows keep their place; deep positions are one group, unknown ones are in none. */
  @Test
  void countsByDayAndPosition() {
    Dataset<Row> examples =
        TestSpark.session()
            .sql(
                """
                SELECT CAST(day AS TIMESTAMP) AS time, position,
                  CAST(click AS DOUBLE) AS label_click, CAST(save AS DOUBLE) AS label_save
                FROM VALUES ('2026-01-01 00:00:00', 1, 1, 0), ('2026-01-01 23:59:59', 2, 0, 0),
                  ('2026-01-03 10:00:00', 100, 1, 1), ('2026-01-03 11:00:00', 101, 0, 1),
                  ('2026-01-03 12:00:00', 900, 1, 0), ('2026-01-03 13:00:00', NULL, 1, 0)
                  AS log (day, position, click, save)
                """)
            .repartition(3);
    List<Row> rows = EngagementMix.of(examples, List.of("click", "save")).collectAsList();

    assertThat(rows)
        .extracting(Row::toString)
        .containsExactly(
            "[day,2026-01-01,1,click,2,1]",
            "[day,2026-01-01,1,save,2,0]",
            "[day,2026-01-03,3,click,4,3]",
            "[day,2026-01-03,3,save,4,2]",
            "[position,1,1,click,1,1]",
            "[position,1,1,save,1,0]",
            "[position,2,2,click,1,0]",
            "[position,2,2,save,1,0]",
            "[position,100,100,click,1,1]",
            "[position,100,100,save,1,1]",
            "[position,beyond 100,101,click,2,1]",
            "[position,beyond 100,101,save,2,1]");
  }
}
