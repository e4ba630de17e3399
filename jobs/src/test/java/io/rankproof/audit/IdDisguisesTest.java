package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.rankproof.config.LeakKind;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdDisguisesTest {
  private static final String CONFIG =
      """
      source.columns.user = user
      audit.sample-rows = 1000
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  /**
   * Users with two rows each in requests with two rows, a postcode for two users: in a sample of
   * 1,000 rows hardly anything comes again.
   */
  private static final String LARGE =
      """
      SELECT concat('r', id div 2) AS request, concat('i', id %% 50021) AS item,
        concat('u', id %% 300000) AS user, 0D AS label_click, %s
      FROM range(600000)
      """;

  /** 800 items in 300 requests of 8. */
  private static final String SMALL =
      """
      SELECT concat('v1-', translate(id div 8, '0123456789', 'abcdefghij')) AS request,
        concat('i', id %% 800) AS item, concat('u', id %% 40) AS user, 0D AS label_click, %s
      FROM range(2400)
      """;

  @TempDir Path folder;

  private List<LeakFinding> found(String log, String features) {
    Dataset<Row> rows = TestSpark.session().sql(log.formatted(features));
    Audited audited = Audited.open(ExampleTable.run(folder, CONFIG, rows));
    Findings findings = new Findings();
    new IdDisguises(Sample.of(audited), audited, findings).find();
    return findings.all();
  }

  private static List<LeakFinding> clean() {
    Findings findings = new Findings();
    findings.clean(LeakKind.ENCODES_ID, "no feature is the id of a request, user or item");
    return findings.all();
  }

  @Test
  void whatManyIdsShareIsNoIdThoughTheSampleShowsItOnce() {
    String honest =
        """
        concat('post', id % 150000) AS category_postcode, CAST(xxhash64(id) AS DOUBLE) AS feature_token,
        CAST(id % 300000 AS DOUBLE) + 0.5 AS feature_fraction
        """;
    List<LeakFinding> found = found(LARGE, honest);
    assertThat(found).isEqualTo(clean());
  }

  @Test
  void idsAreFoundInAllRowsThoughTheSampleShowsThemOnce() {
    String leaks =
        """
        IF(id % 400 = 7, 'none', concat('device', id % 300000)) AS category_device,
        CAST(id % 300000 * 7 + 3 AS DOUBLE) AS feature_serial,
        CAST(IF(id % 1000 = 0, id % 300000, NULL) AS DOUBLE) AS feature_rare
        """;
    assertThat(found(LARGE, leaks))
        .extracting(LeakFinding::subject, LeakFinding::severity)
        .containsExactlyInAnyOrder(
            tuple("device", Severity.SEVERE),
            tuple("serial", Severity.WARNING),
            tuple("rare", Severity.UNKNOWN));
  }

  /** A length is the item's own, and the requests' first number is the version of their ids. */
  @Test
  void measuredNumbersAndVersionsOfIdsHoldNothingUp() {
    String honest =
        """
        CAST(30000 + id % 800 * 37 AS DOUBLE) AS feature_duration_ms,
        IF(id % 1000 = 1, 2D, 1D) AS feature_device
        """;
    assertThat(found(SMALL, honest))
        .extracting(LeakFinding::subject, LeakFinding::severity)
        .containsExactly(tuple("duration_ms", Severity.WARNING));
  }
}
