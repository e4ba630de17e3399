package io.rankproof.prepare;

import io.rankproof.store.JobOutput;
import java.util.Map;

/**
 * What became of engagements that made no label, or more than one.
 *
 * @param became sums over the examples, named "NAME what"
 * @param logged rows of the engagement table by name
 */
record EngagementCounts(Map<String, Long> became, Map<String, Long> logged) {
  private static final String ATTACHED = " attached";

  void report(JobOutput out) {
    became.forEach(
        (name, rows) -> {
          if (name.contains(" ") && !name.endsWith(ATTACHED) && rows > 0) {
            out.count("engagements: " + name, rows);
          }
        });
    logged.forEach((name, rows) -> reportLogged(out, name, rows));
  }

  private void reportLogged(JobOutput out, String name, long rows) {
    Long attached = became.get(name + ATTACHED);
    if (attached == null) {
      out.count("engagements: " + name, rows);
    } else {
      out.count("engagements: " + name + " logged", rows);
      out.count("engagements: " + name + " for impressions not used", rows - attached);
    }
  }
}
