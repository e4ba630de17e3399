package io.rankproof.evaluate;

import io.rankproof.config.PointMetric;
import io.rankproof.config.PointMetric.Kind;
import io.rankproof.evaluate.Uncertainty.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * The thresholds at which cost-weighted losses are least: a line beside every such loss. Null where
 * it is best to act on no row, or on every row.
 */
final class BestThresholds {
  private final Setting setting;
  private final PointPlan plan;
  private final Areas areas;

  BestThresholds(Setting setting, PointPlan plan, Areas areas) {
    this.setting = setting;
    this.plan = plan;
    this.areas = areas;
  }

  /**
   * @param metrics lines of all metrics
   */
  List<MetricRow> rows(List<MetricRow> metrics) {
    List<MetricRow> rows = new ArrayList<>();
    for (PointMetric cost : plan.metrics()) {
      if (cost.kind() == Kind.COST_LOSS) {
        metrics.stream()
            .filter(row -> row.quantity().metric().equals(cost.title()))
            .filter(row -> !row.quantity().onRandomised())
            .forEach(row -> rows.add(threshold(cost, row)));
      }
    }
    return rows;
  }

  private MetricRow threshold(PointMetric cost, MetricRow loss) {
    int model = setting.scored().models().indexOf(loss.model());
    int cohort = setting.cohorts().index(setting.cohorts().values().indexOf(loss.slice()), 0);
    double threshold = areas.value(cohort, model, cost).threshold();
    if (Double.isInfinite(threshold)) {
      report(cost, loss, threshold);
    }
    return loss.renamed(cost.thresholdTitle(), Estimate.without(threshold));
  }

  private void report(PointMetric cost, MetricRow loss, double threshold) {
    setting
        .out()
        .notComputed(
            cost.thresholdTitle()
                + " of "
                + loss.model()
                + " in slice "
                + loss.slice().slice().title()
                + " = "
                + loss.slice().title(),
            "it is best to act on " + (threshold > 0 ? "no row" : "every row"));
  }
}
