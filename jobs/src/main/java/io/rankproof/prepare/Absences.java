package io.rankproof.prepare;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SourceConfig.Columns;
import java.util.LinkedHashMap;
import java.util.Map;

/** What cannot be computed because the config names no column for it, with the reason. */
final class Absences {
  private Absences() {}

  static Map<String, String> of(RankproofConfig config) {
    Columns columns = config.source().columns();
    Map<String, String> absent = new LinkedHashMap<>();
    if (columns.position().isEmpty()) {
      absent.put("position bias, debiased metrics, IPS training weights", unset("position"));
    }
    if (columns.user().isEmpty()) {
      absent.put(
          "intervals clustered by user",
          unset("user")
              + ": the request is the unit of independence, and a user's requests are"
              + " taken as independent");
    }
    if (columns.randomised().isEmpty()) {
      absent.put(
          "propensities from randomised traffic, metrics on the randomised slice",
          unset("randomised"));
    }
    if (columns.actionPropensity().isEmpty()) {
      absent.put("off-policy value of a target policy", unset("action-propensity"));
    }
    if (columns.policy().isEmpty()) {
      absent.put("values by logging policy", unset("policy"));
    }
    if (columns.itemCreated().isEmpty()) {
      absent.put("age of items", unset("item-created"));
    }
    if (config.source().scores().isEmpty()) {
      absent.put("comparison with the score in production", "source.scores names no score column");
    }
    return absent;
  }

  private static String unset(String column) {
    return "source.columns." + column + " is not set";
  }
}
