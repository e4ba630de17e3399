package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.store.JobOutput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Says why what stands beside the propensities is not there.
 *
 * @param keyless why there are no sums over context keys although there is a key
 */
record Gaps(RankproofConfig config, JobOutput out, Optional<String> keyless) {

  /** The curves of methods that need the sums over keys. */
  void beside(PropensityConfig.Method used) {
    String methods =
        config.propensity().compare().stream()
            .filter(method -> method.needsKey() && method != used)
            .map(PropensityConfig.Method::shown)
            .collect(Collectors.joining(", "));
    if (!methods.isEmpty()) {
      keyless.ifPresent(why -> out.notComputed("propensities by " + methods, why));
    }
  }

  void tests(List<Row> tests) {
    say(
        tests,
        "test of the position-based model (Cochran's Q)",
        "no training row has both a key and a position below the first");
  }

  void trust(List<Row> points) {
    say(
        points,
        "trust bias by position",
        config.source().columns().randomised().isEmpty()
            ? "there is no randomised traffic; source.columns.randomised is not set"
            : "the randomised slice of the training set has too few keys that were shown, and clicked,"
                + " at position 1 and below");
  }

  void clickModels(List<Row> models) {
    say(
        models,
        "click models",
        config.propensity().maxLists() == 0
            ? "propensity.max-lists is 0"
            : "no list with keys and positions is in the training set, or none of its contexts in the"
                + " validation set");
  }

  private void say(List<Row> rows, String what, String otherwise) {
    if (rows.isEmpty()) {
      out.notComputed(what, reason(otherwise));
    }
  }

  private String reason(String otherwise) {
    if (config.source().columns().position().isEmpty()) {
      return "the log has no position; source.columns.position is not set";
    }
    return config.propensity().key().isEmpty()
        ? "propensity.key names no context key, within which positions are compared"
        : keyless.orElse(otherwise);
  }
}
