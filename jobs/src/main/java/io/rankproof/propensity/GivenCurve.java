package io.rankproof.propensity;

import io.rankproof.error.InputException;
import java.util.ArrayList;
import java.util.List;

/** Given propensities, averaged per context and position. */
final class GivenCurve {
  private static final double SAME = 1e-9;

  private GivenCurve() {}

  /**
   * @throws InputException if a given propensity is not finite or not above 0
   */
  static Curve of(List<PositionCounts> counts) {
    refuseBad(counts);
    List<Propensity> points = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (PositionCounts count : counts) {
      if (count.given() > 0) {
        points.add(point(count));
        note(count, diagnostics);
      }
    }
    return new Curve(points, diagnostics);
  }

  private static Propensity point(PositionCounts count) {
    return new Propensity(
        count.context(),
        count.position(),
        mean(count),
        null,
        null,
        null,
        count.impressions(),
        count.clicks(),
        "given",
        true);
  }

  private static double mean(PositionCounts count) {
    return count.givenSum() / count.given();
  }

  private static void note(PositionCounts count, List<Diagnostic> diagnostics) {
    double spread = count.givenMost() - count.givenLeast();
    if (spread > SAME) {
      diagnostics.add(
          new Diagnostic(
              count.context(),
              "given_spread@" + count.position(),
              spread,
              "the given propensities of this position differ; their mean is used"));
    }
    if (count.position() == 1 && Math.abs(mean(count) - 1) > SAME) {
      diagnostics.add(
          new Diagnostic(
              count.context(),
              "given_reference",
              mean(count),
              "given propensities should be relative to position 1, whose own is then 1; used as"
                  + " they are"));
    }
  }

  private static void refuseBad(List<PositionCounts> counts) {
    long refused = counts.stream().mapToLong(PositionCounts::refused).sum();
    if (refused > 0) {
      throw new InputException(
          "source.columns.examination-propensity: "
              + refused
              + " training rows hold a value that is not a finite number above 0; correct them or"
              + " make them null");
    }
  }
}
