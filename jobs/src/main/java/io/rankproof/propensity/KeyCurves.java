package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.PropensityConfig.Method;
import io.rankproof.kernel.propensity.Harvest;
import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.propensity.PositionEm;
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
    DrawnCurve drawn = new DrawnCurve(method.shown(), counts, config);
    sums.forEach((context, keys) -> drawn.add(context, solve(method, context, keys, drawn)));
    return drawn.curve();
  }

  Curve withinDays() {
    DrawnCurve drawn = new DrawnCurve(WITHIN_DAYS, counts, config);
    sums.forEach((context, keys) -> drawn.add(context, Harvest.ALL_PAIRS.solve(keys.withinDays())));
    return drawn.curve();
  }

  private LogCurve solve(Method method, String context, KeySums keys, DrawnCurve drawn) {
    return switch (method) {
      case HARVEST -> Harvest.ALL_PAIRS.solve(keys.harmonic());
      case HARVEST_UNIFORM -> Harvest.ALL_PAIRS.solve(keys.uniform());
      case PIVOT -> Harvest.PIVOT.solve(keys.harmonic());
      case ADJACENT -> Harvest.ADJACENT.solve(keys.harmonic());
      case EM -> em(context, keys, drawn);
      default -> throw new IllegalArgumentException(method + " does not learn from keys");
    };
  }

  private LogCurve em(String context, KeySums keys, DrawnCurve drawn) {
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
}
