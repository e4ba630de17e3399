package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
  private static final String CONFIG =
      """
      source.columns.user = user
      audit.sample-rows = 2000
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  /** 40,000 rows of one user on one day, all but 8,000 of them told again by another request. */
  private static final String ONE_USER =
      """
      SELECT concat('r', id div 24000) AS request, concat('i', id % 24000) AS item, 'u' AS user,
        0D AS label_click
      FROM range(40000)
      """;

  @TempDir Path folder;

  @Test
  void aUserWithAllTheRowsIsSampledByItemAndCopiesTogether() {
    Sample sample =
        Sample.of(
            Audited.open(ExampleTable.run(folder, CONFIG, TestSpark.session().sql(ONE_USER))));
    assertThat(sample.rows()).isBetween(1700, 2300);
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < sample.rows(); row++) {
      rows.merge(sample.id("item", row), 1, Integer::sum);
    }
    rows.forEach(
        (item, times) ->
            assertThat(times)
                .as(item)
                .isEqualTo(Integer.parseInt(item.substring(1)) < 16000 ? 2 : 1));
  }
}
