package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A method's curve of every context, while it grows. */
final class DrawnCurve {
  private final String method;
  private final List<PositionCounts> counts;
  private final PropensityConfig config;
  private final List<Propensity> points = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  DrawnCurve(String method, List<PositionCounts> counts, PropensityConfig config) {
    this.method = method;
    this.counts = counts;
    this.config = config;
  }

  void note(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  Curve curve() {
    return new Curve(List.copyOf(points), List.copyOf(diagnostics));
  }

  void add(String context, LogCurve curve) {
    add(context, curve, curve, true);
  }

  /**
   * @param measured the same with errors, which say whether position 1 has clicks enough
   * @param settled whether the curve stands still; nothing is weighted by one that does not
   */
  void add(String context, LogCurve curve, LogCurve measured, boolean settled) {
    double reference = leastHalfWidth(measured);
    boolean trusted = reference <= config.maxRelativeInterval();
    if (Double.isInfinite(reference)) {
      note(
          new Diagnostic(
              context,
              "positions_compared",
              0,
              "nothing connects clicks at position 1 with clicks at another one: no curve for this"
                  + " context"));
      return;
    }
    note(
        new Diagnostic(
            context,
            "reference_relative_interval",
            reference,
            trusted
                ? null
                : "above propensity.max-relative-interval = "
                    + config.maxRelativeInterval()
                    + ": too few clicks to compare position 1 with any other, so nothing is"
                    + " weighted"));
    counts.stream()
        .filter(count -> count.context().equals(context))
        .forEach(count -> add(count, curve, trusted && settled));
  }

  private void add(PositionCounts count, LogCurve curve, boolean usable) {
    int position = count.position();
    double p = position > curve.deepest() ? Double.NaN : curve.at(position);
    if (Double.isNaN(p)) {
      note(
          new Diagnostic(
              count.context(),
              "not_compared@" + position,
              count.clicks(),
              "nothing connects the clicks of this position with position 1: not usable"));
      return;
    }
    Interval interval = curve.interval(position, config.confidence());
    points.add(
        new Propensity(
            count.context(),
            position,
            p,
            interval.isDefined() ? interval.low() : null,
            interval.isDefined() ? interval.high() : null,
            interval.isDefined() ? covariance(curve, position) : null,
            count.impressions(),
            count.clicks(),
            method,
            usable));
    if (p > 1) {
      note(Propensity.above(count.context(), position, p));
    }
  }

  private static List<Double> covariance(LogCurve curve, int position) {
    return Arrays.stream(curve.covariance()[position - 1]).boxed().toList();
  }

  /**
   * The noise of the reference is in every ratio to it, so the best determined one bounds it;
   * infinite where there is none.
   */
  private double leastHalfWidth(LogCurve curve) {
    double least = Double.POSITIVE_INFINITY;
    for (int position = 2; position <= curve.deepest(); position++) {
      if (!Double.isNaN(curve.at(position))) {
        Interval interval = curve.interval(position, config.confidence());
        double half =
            interval.isDefined()
                ? Math.log(interval.high() / curve.at(position))
                : Double.MAX_VALUE;
        least = Math.min(least, half);
      }
    }
    return least;
  }
}
