package io.rankproof.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A numeric feature made of what happened before each impression.
 *
 * @param key whose past it is
 * @param of {@code impressions}, or the engagement that is counted
 * @param measure how it is counted
 * @param halfLife what happened this long ago counts half; empty: everything counts alike
 */
public record AsOfFeature(Key key, String of, Measure measure, Optional<Duration> halfLife) {
  /** What every row of the log is. */
  public static final String IMPRESSIONS = "impressions";

  static AsOfFeature of(Section section) {
    AsOfFeature feature =
        new AsOfFeature(
            section.choice("key", Key.class),
            section.text("of"),
            section.optionalText("measure").isPresent()
                ? section.choice("measure", Measure.class)
                : Measure.COUNT,
            section.optionalDuration("half-life"));
    section.end();
    if (feature.halfLife.filter(Duration::isZero).isPresent()) {
      throw section.bad("half-life", "0s", "a duration above 0, or leave it out");
    }
    if (feature.measure == Measure.RATE && feature.of.equals(IMPRESSIONS)) {
      throw section.bad("of", feature.of, "an engagement for measure = rate: it is per impression");
    }
    return feature;
  }

  /** Whose past. */
  public enum Key {
    /** Popularity. */
    ITEM,
    /** The user's own past. */
    USER,
    /** The user's past with this item. */
    USER_ITEM;

    /** As in the config. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How it is counted. */
  public enum Measure {
    /** How often it happened. */
    COUNT,
    /** Per impression; missing without one. */
    RATE
  }
}
