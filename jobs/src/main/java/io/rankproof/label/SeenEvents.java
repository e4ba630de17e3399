package io.rankproof.label;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Immature;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which events of an impression make its labels, where immature ones are kept: those before the end
 * of the log. An event table may know more, but 1 / F(age) stands for what comes after that end: a
 * label that already has it would be weighted as if it had not. The end is open, as windows are.
 *
 * @param mature in microseconds; all events of impressions until then make labels
 * @param end in microseconds
 */
public record SeenEvents(long mature, long end) implements Serializable {
  /** Of any impression all events. */
  static final SeenEvents ALL = new SeenEvents(Long.MAX_VALUE, Long.MAX_VALUE);

  /** All, where immature impressions are in no set. */
  public static SeenEvents of(LabelConfig label, LogEnd end) {
    return label.immature() == Immature.EXCLUDE
        ? ALL
        : new SeenEvents(micros(end.matureUntil(label.longestWindow())), micros(end.dataUntil()));
  }

  /** How long after an impression of this time events make labels, at most; in microseconds. */
  public long within(long time) {
    return time <= mature ? Long.MAX_VALUE : end - time;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
