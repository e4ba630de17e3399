package io.rankproof.prepare;

import io.rankproof.label.EngagementCounts;
import io.rankproof.label.EngagementCounts.Kind;
import io.rankproof.store.JobOutput;
import java.util.List;
import java.util.Map;

/**
 * What became of engagements that made no label, or more than one.
 *
 * @param names of the engagements
 * @param became what the merge counted
 * @param logged rows of the engagement table by name
 * @param quarantined of the unmatched ones: the impression was logged, and is in the quarantine
 */
record EngagementReport(
    List<String> names,
    EngagementCounts became,
    Map<String, Long> logged,
    Map<String, Long> quarantined) {
  private static final String PREFIX = "engagements: ";

  void report(JobOutput out) {
    logged.forEach(
        (name, rows) -> out.count(PREFIX + name + (names.contains(name) ? " logged" : ""), rows));
    for (int i = 0; i < names.size(); i++) {
      for (Kind kind : Kind.values()) {
        report(out, names.get(i), kind, became.of(kind, i));
      }
    }
  }

  private void report(JobOutput out, String name, Kind kind, long events) {
    long aside = kind == Kind.UNMATCHED ? quarantined.getOrDefault(name, 0L) : 0;
    if (aside > 0) {
      out.count(PREFIX + name + " for impressions in the quarantine", aside);
    }
    if (events > aside && kind != Kind.ATTACHED) {
      out.count(PREFIX + name + " " + kind.text(), events - aside);
    }
  }
}
