package io.rankproof.asof;

import io.rankproof.config.AsOfFeature;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that is counted, with its half-life.
 *
 * @param what index of what happened: 0 an impression, from 1 an engagement
 * @param halfLife in microseconds; 0: nothing decays
 */
record Track(int what, long halfLife) implements Serializable {

  static Track of(AsOfFeature feature, List<String> engagements) {
    return new Track(engagements.indexOf(feature.of()) + 1, micros(feature.halfLife()));
  }

  /** The impressions to divide by, fading alike. */
  Track impressions() {
    return new Track(0, halfLife);
  }

  private static long micros(Optional<Duration> halfLife) {
    return halfLife.map(length -> length.toNanos() / 1000).orElse(0L);
  }
}
