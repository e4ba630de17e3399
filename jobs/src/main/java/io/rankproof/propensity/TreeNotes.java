package io.rankproof.propensity;

import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.propensity.RelevanceAscent;
import java.util.List;
import java.util.stream.IntStream;

/** What to make of a curve with relevance from trees. */
final class TreeNotes {
  private TreeNotes() {}

  static List<Diagnostic> of(String context, RelevanceAscent.Fit fit) {
    return List.of(
        new Diagnostic(context, "em_last_change", fit.lastChange(), moving(fit)),
        new Diagnostic(context, "em_jackknife_groups", fit.blocks(), error(fit)));
  }

  private static String moving(RelevanceAscent.Fit fit) {
    return fit.converged()
        ? null
        : "still moving after the last round, so nothing is weighted by this curve; more rows"
            + " (propensity.em.max-rows), fewer features or propensity.em.relevance = logistic help";
  }

  private static String error(RelevanceAscent.Fit fit) {
    if (fit.blocks() < 2) {
      return "propensity.em.jackknife-groups is 0, or all clusters fall into one group: no interval,"
          + " and nothing carries the error of these propensities";
    }
    List<Integer> unknown = withoutError(fit.curve());
    if (!unknown.isEmpty()) {
      return "positions "
          + unknown
          + ": no interval, since without one of the groups there is no click to learn from";
    }
    return fit.unsettled() == 0
        ? null
        : "without one of them each, "
            + fit.unsettled()
            + " curves were still moving after the last round: the intervals are wider for it";
  }

  private static List<Integer> withoutError(LogCurve curve) {
    return IntStream.rangeClosed(1, curve.deepest())
        .filter(k -> !Double.isNaN(curve.at(k)) && Double.isNaN(curve.logError()[k - 1]))
        .boxed()
        .toList();
  }
}
