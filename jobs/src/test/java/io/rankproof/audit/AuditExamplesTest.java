package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.LeakKind;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.prepare.PrepareJob;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.result.ResultTables;
import io.rankproof.store.JobOutput;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found is shown by rows or keys of the log. */
class AuditExamplesTest {
  /** Sets in turn, an hour a request: nothing is in order, and pairs come again every 42 hours. */
  private static final String LOG =
      """
      SELECT concat('r', r) AS request, concat('i', (r * 4 + p) % 84) AS item,
        concat('u', r % 42) AS user, timestamp_seconds(1767225600L + r * 3600) AS time,
        p = 2 AND r % 2 = 0 AS clicked, CAST(r AS INT) AS r, CAST(p AS INT) AS p,
        IF(r % 5 = 4, 'test', IF(r % 5 = 3, 'validation', 'train')) AS the_set
      FROM (SELECT id AS r FROM range(200)) CROSS JOIN (SELECT id + 1 AS p FROM range(4))
      """;

  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "%s/log" } }
        columns { user = user }
        %s
      }
      split { %s }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  private static final String FEATURES =
      """
      features {
        told = "IF(clicked, 1, 0) + r % 10 / 100", after = "IF(clicked, 5, NULL)"
        clock = "r + 0.5", number = "(r * 4 + p) % 84"
      }
      categories { answer = "IF(clicked, 'yes', 'no')" }
      """;

  @TempDir Path folder;

  private List<LeakFinding> audit(String features, String promises) {
    return audited(features, "kind = column, column = the_set, promises = [" + promises + "]");
  }

  private List<LeakFinding> audited(String features, String split) {
    TestSpark.session().sql(LOG).write().mode("overwrite").parquet(folder + "/log");
    RankproofConfig config = ConfigLoader.parse(CONFIG.formatted(folder, features, split));
    Store store = Store.open(TestSpark.session(), folder.resolve("store").toString());
    RunId run = new RunId("test");
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    RunContext context =
        new RunContext(TestSpark.session(), config, store, run, new Console(quiet));
    for (Job job : List.of(new PrepareJob(), new AuditJob())) {
      JobOutput out = new JobOutput(store, run, job.name());
      job.run(context, out);
      out.commit(config, "input", "code");
    }
    return new ResultTables(store, run).leaks();
  }

  private static LeakFinding of(List<LeakFinding> findings, LeakKind kind, String subject) {
    return findings.stream()
        .filter(f -> f.finding().equals(kind.text()) && f.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private static void shows(LeakFinding finding, Severity severity, String pattern) {
    assertThat(finding.severity()).as(finding.toString()).isEqualTo(severity);
    assertThat(finding.examples()).hasSizeBetween(2, 3).allMatch(text -> text.matches(pattern));
  }

  @Test
  void everyFindingShowsRows() {
    List<LeakFinding> found = audit(FEATURES, "time, user");

    String row = "r\\d+ i\\d+ ";
    shows(
        of(found, LeakKind.TIME_ORDER, "train/validation"),
        Severity.SEVERE,
        row + "2026-01-\\d\\d \\d\\d:00:00 validation");
    shows(of(found, LeakKind.SHARED_PAIRS, "train/test"), Severity.SEVERE, "u\\d+ i\\d+");
    shows(of(found, LeakKind.SINGLE_FEATURE_AUC, "told"), Severity.SEVERE, row + "1(\\.0\\d)?");
    shows(of(found, LeakKind.SINGLE_FEATURE_AUC, "answer"), Severity.SEVERE, row + "yes");
    shows(
        of(found, LeakKind.MISSING_TELLS_LABEL, "after"),
        Severity.SEVERE,
        row + "missing in a negative row");
    shows(
        of(found, LeakKind.ENCODES_TIME, "clock"),
        Severity.SEVERE,
        row + "\\d+\\.5 at 2026-01-\\d\\dT\\d\\d:00:00Z");
    shows(
        of(found, LeakKind.ENCODES_ID, "number"),
        Severity.SEVERE,
        "r\\d+ i(\\d+) \\1 for the item i\\1");
  }

  private static final String DISGUISES =
      """
      features {
        number = "IF(r % 9 = 0, NULL, (r * 4 + p) % 84)"
        own = "IF(r % 9 = 0, NULL, (r * 4 + p) % 84 * 7 + 3)"
        week = "weekofyear(time)", pair = "(r * 4 + p) % 84 div 2"
      }
      categories {
        sku = "IF(r % 9 = 0, NULL, IF(r = 100, 'none', concat('sku', (r * 4 + p) % 84)))"
        day = "IF(r = 77, NULL, date(time))", weekday = "weekday(time)", tenth = "r div 2"
      }
      """;

  /** Missing values and a few others hide no id; days and weeks are times. */
  @Test
  void coarseAndIncompleteDisguisesAreSeenThrough() {
    List<LeakFinding> found = audit(DISGUISES, "time");
    assertThat(subjects(found, LeakKind.ENCODES_ID)).containsExactly("number", "sku");
    // a length would be one per item, too
    shows(
        of(found, LeakKind.ENCODES_ID, "own"),
        Severity.WARNING,
        "r\\d+ i(\\d+) \\d+ for the item i\\1");
    assertThat(subjects(found, LeakKind.ENCODES_TIME)).containsExactly("day", "week");
    shows(
        of(found, LeakKind.ENCODES_ID, "sku"),
        Severity.SEVERE,
        "r\\d+ i(\\d+) sku\\1 for the item i\\1");
    shows(
        of(found, LeakKind.ENCODES_TIME, "day"),
        Severity.SEVERE,
        "r\\d+ i\\d+ (2026-01-\\d\\d) at \\1T\\d\\d:00:00Z");
  }

  private static List<String> subjects(List<LeakFinding> findings, LeakKind kind) {
    return findings.stream()
        .filter(f -> f.finding().equals(kind.text()) && f.isSevere())
        .map(LeakFinding::subject)
        .sorted()
        .toList();
  }

  /** A clock is worse where the split promises sets in order of time. */
  @Test
  void severityFollowsThePromises() {
    List<LeakFinding> found = audit(FEATURES, "user");
    assertThat(of(found, LeakKind.ENCODES_TIME, "clock").severity()).isEqualTo(Severity.WARNING);
    assertThat(of(found, LeakKind.TIME_ORDER, "train/validation").severity())
        .isEqualTo(Severity.INFO);
  }

  /** Users are apart, as promised; items are not, which is allowed. */
  @Test
  void aUserTimeSplitKeepsItsPromisesAndNoMore() {
    List<LeakFinding> found = audited("", "kind = user-time");
    assertThat(found.stream().filter(LeakFinding::isSevere)).isEmpty();
    assertThat(of(found, LeakKind.SHARED_USERS, "train/test").severity()).isEqualTo(Severity.OK);
    LeakFinding items = of(found, LeakKind.SHARED_ITEMS, "train/test");
    assertThat(items.severity()).isEqualTo(Severity.INFO);
    assertThat(items.value().orElseThrow()).isPositive();
  }

  @Test
  void nothingIsKnownOfFeaturesThatAreNotThere() {
    List<LeakFinding> found = audit("", "time");
    assertThat(of(found, LeakKind.SHUFFLED_LABEL_CANARY, "train/test").severity())
        .isEqualTo(Severity.UNKNOWN);
    assertThat(of(found, LeakKind.SET_DISTINGUISHABILITY, "train/test").severity())
        .isEqualTo(Severity.UNKNOWN);
  }
}
