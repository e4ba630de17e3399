package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import java.util.List;
import java.util.Optional;

/**
 * Where propensities come from in this run.
 *
 * @param kind an estimator, or NONE
 * @param reason why there are none; empty otherwise
 */
record Method(PropensityConfig.Method kind, String reason) {

  /**
   * @throws ConfigException if the config asks for a source that it does not name
   * @throws InputException if the source that it asks for is empty
   */
  static Method choose(RankproofConfig config, List<PositionCounts> counts) {
    Optional<String> none = nothingPossible(config, counts);
    if (none.isPresent()) {
      return new Method(PropensityConfig.Method.NONE, none.get());
    }
    return switch (config.propensity().method()) {
      case GIVEN -> given(config, counts);
      case RANDOMISED -> randomised(config, counts);
      case AUTO -> automatic(config, counts);
      default -> new Method(config.propensity().method(), "");
    };
  }

  private static Optional<String> nothingPossible(
      RankproofConfig config, List<PositionCounts> counts) {
    if (config.propensity().method() == PropensityConfig.Method.NONE) {
      return Optional.of("propensity.method is none");
    }
    if (config.source().columns().position().isEmpty()) {
      return Optional.of("the log has no position; source.columns.position is not set");
    }
    return counts.isEmpty() ? Optional.of("no training row has a position") : Optional.empty();
  }

  private static Method automatic(RankproofConfig config, List<PositionCounts> counts) {
    if (counts.stream().anyMatch(c -> c.given() + c.refused() > 0)) {
      return new Method(PropensityConfig.Method.GIVEN, "");
    }
    if (counts.stream().anyMatch(c -> c.randomised() > 0)) {
      return new Method(PropensityConfig.Method.RANDOMISED, "");
    }
    if (!config.propensity().key().isEmpty()) {
      return new Method(PropensityConfig.Method.HARVEST, "");
    }
    return new Method(
        PropensityConfig.Method.NONE,
        "the training set has neither given propensities nor a randomised slice, and"
            + " propensity.key names no context key");
  }

  private static Method given(RankproofConfig config, List<PositionCounts> counts) {
    if (config.source().columns().examinationPropensity().isEmpty()) {
      throw needs("given", "source.columns.examination-propensity");
    }
    if (counts.stream().allMatch(c -> c.given() + c.refused() == 0)) {
      throw new InputException(
          "propensity.method = given, but no training row has an examination propensity; check"
              + " source.columns.examination-propensity or set propensity.method = auto");
    }
    return new Method(PropensityConfig.Method.GIVEN, "");
  }

  private static Method randomised(RankproofConfig config, List<PositionCounts> counts) {
    if (config.source().columns().randomised().isEmpty()) {
      throw needs("randomised", "source.columns.randomised");
    }
    if (counts.stream().allMatch(c -> c.randomised() == 0)) {
      throw new InputException(
          "propensity.method = randomised, but no training row is in the randomised slice; check"
              + " source.columns.randomised or set propensity.method = auto");
    }
    return new Method(PropensityConfig.Method.RANDOMISED, "");
  }

  private static ConfigException needs(String method, String key) {
    return new ConfigException(
        "propensity.method",
        "\"" + method + "\" needs " + key + ", which is not set; set it, or give auto or none");
  }
}
