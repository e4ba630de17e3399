package io.rankproof.asof;

import io.rankproof.config.AsOfFeature;
import io.rankproof.config.AsOfFeature.Measure;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Features of one key as what is counted for them.
 *
 * @param keys columns of the key
 * @param columns of the rows that ask
 * @param tracks distinct ones
 * @param counted index of each feature's track
 * @param dividing index of the track it is divided by; -1: it is a count
 * @param fading factor of each feature: what fades between the moment asked about and the
 *     impression
 */
record AsOfPlan(
    int keys, int columns, List<Track> tracks, int[] counted, int[] dividing, double[] fading)
    implements Serializable {

  /**
   * @param delay how late features arrive, in microseconds
   */
  static AsOfPlan of(
      Collection<AsOfFeature> features,
      List<String> engagements,
      int keys,
      int columns,
      long delay) {
    List<Track> tracks = new ArrayList<>();
    int[] counted = new int[features.size()];
    int[] dividing = new int[features.size()];
    double[] fading = new double[features.size()];
    int place = 0;
    for (AsOfFeature feature : features) {
      Track track = Track.of(feature, engagements);
      boolean rate = feature.measure() == Measure.RATE;
      counted[place] = index(tracks, track);
      dividing[place] = rate ? index(tracks, track.impressions()) : -1;
      boolean fades = track.halfLife() > 0 && !rate;
      fading[place++] = fades ? StrictMath.pow(2, -(double) delay / track.halfLife()) : 1;
    }
    return new AsOfPlan(keys, columns, List.copyOf(tracks), counted, dividing, fading);
  }

  int features() {
    return counted.length;
  }

  /** Null: a rate without an impression. */
  Double value(int feature, RunningCounts counts) {
    double count = counts.count(counted[feature]);
    if (dividing[feature] < 0) {
      return count * fading[feature];
    }
    double impressions = counts.count(dividing[feature]);
    return impressions == 0 ? null : count / impressions;
  }

  private static int index(List<Track> tracks, Track track) {
    if (!tracks.contains(track)) {
      tracks.add(track);
    }
    return tracks.indexOf(track);
  }
}
