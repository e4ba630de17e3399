package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shared is as bad as the split's promise makes it. */
class SharedKeysTest {
  private static final String CONFIG =
      """
      source.columns.user = user
      split { %s }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      """;

  /** Request r2 is in two sets, user u1 in train and test, item i1 in all sets. */
  private static final String ROWS =
      """
      SELECT * FROM VALUES ('r1', 'u1', 'i1', 'train'), ('r2', 'u2', 'i2', 'train'), ('r2', 'u2', 'i3', 'validation'),
        ('r3', 'u3', 'i1', 'validation'), ('r4', 'u1', 'i1', 'test'), ('r5', 'u4', 'i4', 'test')
        AS rows (request, user, item, split)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "kind = time, INFO, INFO, INFO",
    "kind = rolling, INFO, INFO, INFO",
    "kind = last-n, INFO, INFO, INFO",
    "kind = user, SEVERE, INFO, SEVERE",
    "kind = user-time, SEVERE, INFO, SEVERE",
    "kind = item, INFO, SEVERE, SEVERE",
    "'kind = column, column = the_set', INFO, INFO, INFO",
    "'kind = column, column = the_set, promises = [user]', SEVERE, INFO, SEVERE",
    "'kind = column, column = the_set, promises = [item]', INFO, SEVERE, SEVERE",
  })
  void severityIsThatOfABrokenPromise(
      String split, Severity users, Severity items, Severity pairs) {
    Audited audited =
        Audited.open(
            ExampleTable.run(folder, CONFIG.formatted(split), TestSpark.session().sql(ROWS)));
    Findings findings = new Findings();
    new SharedKeys(audited, findings).find();

    found(findings, "shared_users train/test", users, 0.5, "u1");
    found(findings, "shared_users train/validation", users, 0.5, "u2");
    found(findings, "shared_users validation/test", Severity.OK, 0);
    found(findings, "shared_items train/validation", items, 0.5, "i1");
    found(findings, "shared_items validation/test", items, 0.5, "i1");
    found(findings, "shared_pairs train/test", pairs, 0.5, "u1 i1");
    found(findings, "shared_pairs train/validation", Severity.OK, 0);
    found(findings, "shared_requests train/validation", Severity.SEVERE, 0.5, "r2");
    found(findings, "shared_requests train/test", Severity.OK, 0);
  }

  private static void found(
      Findings findings, String name, Severity severity, double share, String... examples) {
    LeakFinding finding =
        findings.all().stream()
            .filter(f -> (f.finding() + " " + f.subject()).equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(finding.severity()).as(finding.toString()).isEqualTo(severity);
    assertThat(finding.value()).as(name).hasValue(share);
    assertThat(finding.examples()).as(name).isEqualTo(List.of(examples));
  }
}
