package io.rankproof.result;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A row of the table {@code leak_audit}.
 *
 * @param finding what was looked for
 * @param subject what was looked at: two sets, a feature, a label; {@code all}
 * @param measure what the value is
 * @param value empty where it could not be computed
 * @param bound value from which the severity is what it is
 * @param examples rows or keys
 * @param reason a sentence with the numbers
 */
public record LeakFinding(
    String finding,
    String subject,
    String measure,
    OptionalDouble value,
    OptionalDouble bound,
    Severity severity,
    List<String> examples,
    String reason) {

  /** How bad it is, given what the split promises. */
  public enum Severity {
    /** Results are not to be believed: the verdict is HOLD unless the config waives it. */
    SEVERE,
    WARNING,
    /** Worth knowing; no fault. */
    INFO,
    OK,
    /** Not computed, for the reason given. */
    UNKNOWN;

    /** As the table has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean isSevere() {
    return severity == Severity.SEVERE;
  }

  /**
   * Whether a name in {@code decide.waive} means it: {@code finding} or {@code finding:subject}.
   */
  public boolean isNamedBy(String waived) {
    return waived.equals(finding) || waived.equals(finding + ":" + subject);
  }
}
