package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rows of the source must be like.
 *
 * @param rules by name
 * @param asOf the instant that freshness is judged at; empty: now
 */
public record ContractConfig(Map<String, Rule> rules, Optional<Instant> asOf) {
  static ContractConfig of(Section section) {
    ContractConfig contract =
        new ContractConfig(section.named("rules", Rule::of), section.instant("as-of"));
    section.end();
    return contract;
  }

  /** What follows when a rule is broken. */
  public enum Broken {
    /** The rows that break it are set aside, and count in {@code source.max-bad-share}. */
    QUARANTINE,
    /** Nothing is written, exit code 3. */
    FAIL
  }

  /**
   * A rule about the values of an expression, or about a key.
   *
   * @param value SQL expression over the source's rows; empty for a rule of uniqueness
   * @param type the type it must have, as Spark writes it (DOUBLE, STRING, TIMESTAMP ...)
   * @param min least value allowed
   * @param max largest value allowed
   * @param allowed values allowed, as text; empty: all
   * @param required whether a row without a value breaks the rule
   * @param maxMissing largest share of rows without a value; beyond it the job fails
   * @param within the newest value, a timestamp, is at most this old; otherwise the job fails
   * @param unique SQL expressions whose values together are there once
   */
  public record Rule(
      Optional<String> value,
      Optional<String> type,
      Optional<Double> min,
      Optional<Double> max,
      List<String> allowed,
      boolean required,
      Optional<Double> maxMissing,
      Optional<Duration> within,
      List<String> unique,
      Broken broken) {
    private static final double LARGEST = 1e300;

    static Rule of(Section section) {
      Rule rule =
          new Rule(
              section.optionalText("value"),
              section.optionalText("type"),
              section.optionalNumber("min", -LARGEST, LARGEST),
              section.optionalNumber("max", -LARGEST, LARGEST),
              section.texts("allowed"),
              section.optionalFlag("required").orElse(false),
              section.optionalNumber("max-missing", 0, 1),
              section.optionalDuration("within"),
              section.texts("unique"),
              section.optionalChoice("broken", Broken.class).orElse(Broken.QUARANTINE));
      section.end();
      rule.check(section);
      return rule;
    }

    private void check(Section section) {
      if (value.isPresent() == !unique.isEmpty()) {
        throw new ConfigException(
            section.full("value"), "give either value (an expression) or unique (a list of them)");
      }
      if (!unique.isEmpty() && (asksOfRows() || type.isPresent() || asksOfTable())) {
        throw new ConfigException(
            section.full("unique"), "is a rule of its own: move the rest to another rule");
      }
      if (unique.isEmpty() && !asksOfRows() && type.isEmpty() && !asksOfTable()) {
        throw new ConfigException(
            section.full("value"),
            "nothing is asked of it; give type, min, max, allowed, required, max-missing or within");
      }
      if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
        throw section.bad("min", min.get(), "a number up to max, " + max.get());
      }
    }

    /** Whether single rows can break it. */
    public boolean asksOfRows() {
      return min.isPresent() || max.isPresent() || !allowed.isEmpty() || required;
    }

    private boolean asksOfTable() {
      return maxMissing.isPresent() || within.isPresent();
    }
  }
}
