package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.PropensityConfig.Method;
import io.rankproof.kernel.propensity.Harvest;
import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.propensity.PositionEm;
import io.rankproof.kernel.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Curves learned from context keys that were shown at several positions. */
final class KeyCurves {
  /** Harvesting from impressions of the same day only: shown beside, never used. */
  static final String WITHIN_DAYS = "harvest-within-days";

  private final Map<String, KeySums> sums;
  private final List<PositionCounts> counts;
  private final PropensityConfig config;

  /**
   * @param sums by context
   */
  KeyCurves(Map<String, KeySums> sums, List<PositionCounts> counts, PropensityConfig config) {
    this.sums = sums;
    this.counts = counts;
    this.config = config;
  }

  Curve of(Method method) {
    Drawn drawn = new Drawn(method.shown());
    sums.forEach((context, keys) -> drawn.add(context, solve(method, context, keys, drawn)));
    return drawn.curve();
  }

  Curve withinDays() {
    Drawn drawn = new Drawn(WITHIN_DAYS);
    sums.forEach((context, keys) -> drawn.add(context, Harvest.ALL_PAIRS.solve(keys.withinDays())));
    return drawn.curve();
  }

  private LogCurve solve(Method method, String context, KeySums keys, Drawn drawn) {
    return switch (method) {
      case HARVEST -> Harvest.ALL_PAIRS.solve(keys.harmonic());
      case HARVEST_UNIFORM -> Harvest.ALL_PAIRS.solve(keys.uniform());
      case PIVOT -> Harvest.PIVOT.solve(keys.harmonic());
      case ADJACENT -> Harvest.ADJACENT.solve(keys.harmonic());
      case EM -> em(context, keys, drawn);
      default -> throw new IllegalArgumentException(method + " does not learn from keys");
    };
  }

  private LogCurve em(String context, KeySums keys, Drawn drawn) {
    if (keys.table().keys() == 0) {
      return LogCurve.empty();
    }
    PropensityConfig.Em em = config.em();
    PositionEm.Fit fit =
        new PositionEm(keys.table(), em.iterations(), em.tolerance()).fit(KeySums.BLOCKS);
    drawn.note(
        new Diagnostic(
            context,
            "em_steps",
            fit.steps(),
            fit.converged()
                ? null
                : "propensity.em.iterations were not enough for propensity.em.tolerance: the curve"
                      + " of em is where it stood then"));
    drawn.note(
        new Diagnostic(
            context,
            "em_keys",
            keys.table().keys(),
            keys.table().keys() == keys.table().keysSeen()
                ? null
                : "of "
                    + keys.table().keysSeen()
                    + " keys shown at several positions: more do not fit into"
                    + " propensity.em.max-cells"));
    return fit.curve();
  }

  /** A curve of every context, while it grows. */
  private final class Drawn {
    private final String method;
    private final List<Propensity> points = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Drawn(String method) {
      this.method = method;
    }

    void note(Diagnostic diagnostic) {
      diagnostics.add(diagnostic);
    }

    Curve curve() {
      return new Curve(List.copyOf(points), List.copyOf(diagnostics));
    }

    void add(String context, LogCurve curve) {
      double reference = leastHalfWidth(curve);
      boolean trusted = reference <= config.maxRelativeInterval();
      if (Double.isInfinite(reference)) {
        note(
            new Diagnostic(
                context,
                "positions_compared",
                0,
                "no key with clicks was shown at position 1 and at another one: no curve for this"
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
          .forEach(count -> add(count, curve, trusted));
    }

    private void add(PositionCounts count, LogCurve curve, boolean trusted) {
      int position = count.position();
      double p = position > curve.deepest() ? Double.NaN : curve.at(position);
      if (Double.isNaN(p)) {
        note(
            new Diagnostic(
                count.context(),
                "not_compared@" + position,
                count.clicks(),
                "no key connects the clicks of this position with position 1: not usable"));
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
              count.impressions(),
              count.clicks(),
              method,
              trusted));
      if (p > 1) {
        note(Propensity.above(count.context(), position, p));
      }
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
}
