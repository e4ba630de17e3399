package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareContractTest {
  /** Request 3 has a price below 0, 4 an unknown device, 5 no device; 6 has an item twice. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, IF(r = 6 AND p = 3, 'i2', concat('i', p)) AS item,
        timestamp_seconds(1767225600L + r * 3600) AS time, p = 2 AS clicked,
        IF(r = 3 AND p = 1, -1D, IF(r = 7 AND p = 1, CAST('NaN' AS DOUBLE), 5D)) AS price,
        CASE WHEN r = 4 AND p = 1 THEN 'tv' WHEN r = 5 AND p = 1 THEN NULL ELSE 'web' END AS device
      FROM (SELECT id AS r FROM range(40)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" } }
        max-bad-share = 1
        contract {
          as-of = "2026-01-03T00:00:00Z"
          rules {
            device { value = device, type = string, allowed = [ios, web], required = true }
            fresh { value = time, within = 48h }
            price { value = price, type = double, min = 0, max = 100, max-missing = 0.5 }
            once { unique = [request, item] }
          }
        }
      }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  @TempDir Path folder;

  @BeforeEach
  void log() {
    TestSpark.session().sql(LOG).repartition(3).write().parquet(folder + "/log");
  }

  private Prepared prepare(String... settings) {
    return Prepared.run(folder, CONFIG.formatted(folder), settings);
  }

  @Test
  void setsRowsAsideThatBreakIt() {
    Prepared prepared = prepare();

    assertThat(prepared.count("quarantined: contract: price")).isEqualTo(2);
    assertThat(prepared.count("quarantined: contract: device")).isEqualTo(2);
    assertThat(prepared.count("quarantined: contract: once")).isEqualTo(2);
    assertThat(prepared.isConserved()).isTrue();
    List<Row> rules =
        prepared
            .store()
            .read(Table.CONTRACT, Prepared.RUN)
            .orderBy("rule", "expected")
            .collectAsList();
    assertThat(rules)
        .extracting(row -> row.getString(0))
        .containsExactly("device", "fresh", "once", "price", "price");
    assertThat(rules).extracting(row -> row.getLong(3)).containsExactly(2L, 0L, 2L, 2L, 0L);
    assertThat(rules.get(0).getString(1)).isEqualTo("string, one of ios, web, never missing");
    assertThat(rules.get(0).getString(6)).isEqualTo("(missing)");
    Row row = prepared.quarantine().where("reason = 'contract: once'").orderBy("row").head();
    assertThat(row.<String>getAs("row")).contains("\"request\":\"r6\"").doesNotContain("_repeated");
  }

  /** Whole numbers in a range are written as in the list, not as doubles. */
  @Test
  void allowsWholeNumbersOfARange() {
    String rule = "source.contract.rules.price.";
    String shown = rule + "value=IF(request = 'r3' AND item = 'i1', 7, IF(item = 'i2', 2, 1))";
    Prepared prepared = prepare(shown, rule + "type=int", rule + "min=0", rule + "allowed=[1, 2]");

    Row found =
        prepared
            .store()
            .read(Table.CONTRACT, Prepared.RUN)
            .where("rule = 'price'")
            .orderBy("expected")
            .head();
    assertThat(found.getString(1)).isEqualTo("int, from 0, up to 100, one of 1, 2");
    assertThat(found.getLong(3)).isEqualTo(1);
    assertThat(found.getString(6)).isEqualTo("7");
    assertThat(prepared.isConserved()).isTrue();
  }

  /** One timestamp of the future does not make a log fresh. */
  @Test
  void isNotFreshByATimeInTheFuture() {
    String late = "fresh.value=IF(request = 'r0', time + INTERVAL 9 YEARS, time)";
    refused(
        "before 2026-01-03T00:00:00Z) is broken by 1 of 1, e.g. 2026-01-02T15:00:00Z",
        late,
        "fresh.within=1h");
    refused("e.g. (none until then)", "fresh.value=time + INTERVAL 9 YEARS");
    assertThat(prepare("source.contract.rules." + late).isConserved()).isTrue();
  }

  @Test
  void refusesWhatMustNotBe() {
    refused("price (double, from 0, up to 100) is broken by 2 of 160", "price.broken=fail");
    refused("device (string, one of ios, web, never missing) is broken by 2", "device.broken=fail");
    refused("once (request, item there once) is broken by 2 of 160", "once.broken=fail");
    refused("fresh (newest at most PT1H before 2026-01-03T00:00:00Z)", "fresh.within=1h");
    refused(
        "price (missing in at most 0%",
        "price.max-missing=0", "price.value=IF(price > 4, price, NULL)");
    refused("is DOUBLE; the contract asks for float", "price.type=float");
    assertThatThrownBy(() -> prepare("source.contract.rules.price.value=prize"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("source.contract.rules.price.value")
        .hasMessageContaining("did you mean price?");
    assertThatThrownBy(() -> prepare("source.contract.rules.price.unique=[a]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("give either value");
  }

  private void refused(String message, String... rules) {
    String[] settings = new String[rules.length];
    for (int i = 0; i < rules.length; i++) {
      settings[i] = "source.contract.rules." + rules[i];
    }
    assertThatThrownBy(() -> prepare(settings))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
