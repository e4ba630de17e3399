package io.rankproof.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.testing.TestSpark;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LostEventsTest {
  private static final LostEvents LOST =
      new LostEvents(Map.of("click", 1L, "buy", 2L), "one", "two");

  private static Dataset<Row> rows(String query) {
    return TestSpark.session().sql(query);
  }

  /** Clicks on the pairs (id, 2 id), 0 to 19; those below 10 are bought as well. */
  private static Dataset<Row> events() {
    return rows(
        """
        SELECT id %% 20 AS one, id %% 20 * 2 AS two, IF(id < 20, 1L, 3L) AS %s
        FROM range(30)
        """
            .formatted(Event.WHAT));
  }

  /** Impressions that fail where one is read. */
  private static Dataset<Row> unreadable() {
    return rows("SELECT id AS one, CAST(raise_error('read') AS BIGINT) + id AS two FROM range(5)");
  }

  @Test
  void countsEventsOfUnusableImpressionsThatHaveNoUsableOne() {
    Dataset<Row> unusable = rows("SELECT id AS one, id * 2 AS two FROM range(5, 15)");
    Dataset<Row> shown = rows("SELECT id AS one, id * 2 AS two FROM range(0, 8)");
    // of 8 to 14; the events of 8 and 9 that are purchases are clicks, too
    assertThat(LOST.counts(events(), unusable, shown)).isEqualTo(Map.of("click", 9L, "buy", 2L));
  }

  @Test
  void readsTheUsableImpressionsOnlyWhereAnEventMayHaveOne() {
    Dataset<Row> nobodys = rows("SELECT id AS one, id * 2 AS two FROM range(100, 110)");
    assertThat(LOST.counts(events(), nobodys, unreadable()))
        .isEqualTo(Map.of("click", 0L, "buy", 0L));
    Dataset<Row> somebodys = rows("SELECT id AS one, id * 2 AS two FROM range(3, 4)");
    assertThatThrownBy(() -> LOST.counts(events(), somebodys, unreadable()))
        .hasMessageContaining("read");
  }
}
