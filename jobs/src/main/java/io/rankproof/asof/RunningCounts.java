package io.rankproof.asof;

import java.util.List;

/**
 * Counts of one key's past, in the order of time: sum over what happened of 2^-(age / half-life).
 * Times are microseconds and must not fall.
 */
final class RunningCounts {
  private static final double LN_2 = StrictMath.log(2);

  private final int[] what;
  private final double[] decay;
  private final double[] counts;
  private long now;

  RunningCounts(List<Track> tracks) {
    what = tracks.stream().mapToInt(Track::what).toArray();
    decay = tracks.stream().mapToDouble(t -> t.halfLife() == 0 ? 0 : LN_2 / t.halfLife()).toArray();
    counts = new double[what.length];
  }

  /** Another key: it has no past. */
  void clear() {
    java.util.Arrays.fill(counts, 0);
  }

  /** Something happens. */
  void add(int happened, long at) {
    moveTo(at);
    for (int track = 0; track < what.length; track++) {
      counts[track] += what[track] == happened ? 1 : 0;
    }
  }

  /** Time passes; {@link #count} is as of then. */
  void moveTo(long at) {
    long passed = at - now;
    now = at;
    if (passed > 0) {
      for (int track = 0; track < what.length; track++) {
        if (decay[track] > 0 && counts[track] > 0) {
          counts[track] *= StrictMath.exp(-passed * decay[track]);
        }
      }
    }
  }

  double count(int track) {
    return counts[track];
  }
}
