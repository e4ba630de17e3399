package io.rankproof.kernel.slice;

import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.MultipleTests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds slices in which a model is worse than elsewhere, or worse than the baseline.
 *
 * <p>One-sided cluster-robust t-tests of every slice that is large enough, for every model; all of
 * them are one family, whose rate of false discoveries is bounded by Benjamini and Hochberg (1995).
 * When no model is worse anywhere, every finding is false, so that the level also bounds the chance
 * of any.
 *
 * <p>A slice that holds the same requests as one that contains it is not tested again.
 */
public final class SliceSearch {
  /** With fewer effective clusters a t-test cannot be trusted. */
  public static final double LEAST_CLUSTERS = 50;

  /** What a model is worse than. */
  public enum Kind {
    /** Itself on all other requests. */
    ELSEWHERE,
    /** The baseline on the same requests. */
    BASELINE
  }

  /**
   * A test.
   *
   * @param ratio index of what was tested, as {@link SliceMoments} has it
   * @param difference negative where the model is worse
   * @param pValue one-sided
   * @param adjusted the same for the whole search
   */
  public record Finding(
      int slice, int ratio, Kind kind, Estimate difference, double pValue, double adjusted) {}

  /**
   * What a search found.
   *
   * @param tests how many were made
   * @param findings those significant at the level, the least p-value first
   */
  public record Result(int tests, List<Finding> findings) {}

  private final SliceMoments sums;
  private final int[][] containing;
  private final double leastRequests;

  /**
   * @param containing for each slice those that contain it
   * @param leastRequests with a value, that a slice must have
   */
  public SliceSearch(SliceMoments sums, int[][] containing, double leastRequests) {
    this.sums = sums;
    this.containing = containing;
    this.leastRequests = leastRequests;
  }

  /**
   * Searches.
   *
   * @param ratios how many there are in all
   * @param level bound of the rate of false discoveries
   */
  public Result search(int ratios, double level) {
    List<Finding> tests = new ArrayList<>();
    for (int slice = 0; slice < sums.slices(); slice++) {
      for (int ratio = 0; ratio < ratios && !isRepeated(slice); ratio++) {
        test(slice, ratio, tests);
      }
    }
    double[] adjusted =
        MultipleTests.benjaminiHochberg(tests.stream().mapToDouble(Finding::pValue).toArray());
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      if (adjusted[i] <= level) {
        Finding test = tests.get(i);
        found.add(
            new Finding(
                test.slice, test.ratio, test.kind, test.difference, test.pValue, adjusted[i]));
      }
    }
    found.sort(
        Comparator.comparingDouble(Finding::pValue)
            .thenComparingInt(Finding::slice)
            .thenComparingInt(Finding::ratio));
    return new Result(tests.size(), List.copyOf(found));
  }

  private boolean isRepeated(int slice) {
    for (int larger : containing[slice]) {
      if (sums.requests(larger) == sums.requests(slice)) {
        return true;
      }
    }
    return false;
  }

  private void test(int slice, int ratio, List<Finding> tests) {
    boolean level = ratio < sums.levels();
    if (sums.size(slice, ratio) < leastRequests
        || sums.effectiveClusters(slice, ratio) < LEAST_CLUSTERS
        || (level && sums.sizeElsewhere(slice, ratio) < leastRequests)) {
      return;
    }
    Estimate difference = level ? sums.contrast(slice, ratio) : sums.within(slice, ratio);
    double p = difference.lessP(0);
    if (!Double.isNaN(p)) {
      Kind kind = level ? Kind.ELSEWHERE : Kind.BASELINE;
      tests.add(new Finding(slice, ratio, kind, difference, p, Double.NaN));
    }
  }
}
