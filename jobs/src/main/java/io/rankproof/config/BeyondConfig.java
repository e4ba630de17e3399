package io.rankproof.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is measured of the top of the lists beyond accuracy.
 *
 * @param enabled whether anything is
 * @param k places looked at
 * @param fresh the greatest age of a fresh item
 * @param hide label of the hide rate; empty: there is none
 */
public record BeyondConfig(boolean enabled, int k, Duration fresh, Optional<String> hide) {
  private static final String HIDE = "hide";

  static BeyondConfig of(Section section, List<String> labels) {
    BeyondConfig beyond =
        new BeyondConfig(
            section.flag("enabled"),
            section.integer("k", 1, 1000),
            section.duration("fresh"),
            hide(section, labels));
    section.end();
    return beyond;
  }

  private static Optional<String> hide(Section section, List<String> labels) {
    Optional<String> named = section.optionalText(HIDE);
    if (named.isPresent() && !labels.isEmpty() && !labels.contains(named.get())) {
      throw section.bad(
          HIDE,
          named.get(),
          "one of the labels " + String.join(", ", labels) + Nearest.hint(named.get(), labels));
    }
    return named.or(() -> Optional.of(HIDE).filter(labels::contains));
  }
}
