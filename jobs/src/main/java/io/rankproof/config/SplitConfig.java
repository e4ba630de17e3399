package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Time split into half-open windows {@code [train) gap [validation) gap [test)}.
 *
 * @param train share of the train set among the requests that are in a set, in (0, 1)
 * @param validation share of the validation set among them, in (0, 1)
 * @param validationStart first boundary; overrides the share
 * @param testStart second boundary; overrides the share
 * @param gap requests this long before a boundary are in no set
 * @param featureDelay how late features arrive; the gap covers it
 */
public record SplitConfig(
    double train,
    double validation,
    Optional<Instant> validationStart,
    Optional<Instant> testStart,
    Duration gap,
    Duration featureDelay) {

  static SplitConfig of(Section section, Duration longestWindow) {
    Duration delay = section.duration("feature-delay");
    Duration least = longestWindow.plus(delay);
    SplitConfig split =
        new SplitConfig(
            section.number("train", 0.01, 0.98),
            section.number("validation", 0.01, 0.98),
            section.instant("validation-start"),
            section.instant("test-start"),
            section.optionalDuration("gap").orElse(least),
            delay);
    section.end();
    split.check(section, least);
    return split;
  }

  private void check(Section section, Duration least) {
    if (gap.compareTo(least) < 0) {
      throw section.bad(
          "gap", gap, "at least " + least + " (longest attribution window + feature-delay)");
    }
    if (train + validation >= 1) {
      throw section.bad("validation", validation, "less than 1 - split.train: nothing is left");
    }
    if (validationStart.isPresent() != testStart.isPresent()) {
      throw new ConfigException(
          section.full("test-start"), "give both validation-start and test-start, or neither");
    }
    if (validationStart.isPresent() && !validationStart.get().isBefore(testStart.orElseThrow())) {
      throw section.bad("validation-start", validationStart.get(), "an instant before test-start");
    }
  }
}
