package io.rankproof.evaluate;

import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.evaluate.Uncertainty.Estimate;
import io.rankproof.evaluate.Uncertainty.Method;
import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.propensity.PropensityDraws;
import java.util.List;
import java.util.Optional;

/**
 * Intervals of the debiased list metrics that know of the error of the propensities: each bootstrap
 * replicate draws propensities as well and is renormalised with them. Where a cohort has no
 * replicates apart by propensity, the delta method: to the variance over clusters, be it the
 * bootstrap's, comes d' C d, with d the derivative of the metric in each log p and C their
 * covariance.
 *
 * <p>Propensities are taken as independent of the test set: they come from the training set.
 */
final class DrawnUncertainty implements PropensityUncertainty {
  private final DrawnSums sums;
  private final double[][] inverse;
  private final List<String> metrics;
  private final double confidence;

  private DrawnUncertainty(DrawnSums sums, MetricPlan plan, Setting setting) {
    this.sums = sums;
    this.metrics = plan.additiveNames();
    this.confidence = setting.config().confidence();
    this.inverse =
        sums.hasReplicates()
            ? PropensityDraws.inverse(
                setting.context().config().seed(),
                setting.config().replicates(),
                sums.points().covariances())
            : new double[0][];
  }

  /** Empty where no propensity in use is an estimate with an error. */
  static Optional<PropensityUncertainty> of(DrawnSums sums, MetricPlan plan, Setting setting) {
    return sums.points().count() == 0
        ? Optional.empty()
        : Optional.of(new DrawnUncertainty(sums, plan, setting));
  }

  @Override
  public boolean covers(Quantity quantity) {
    return (quantity.estimator() == Estimator.IPS || quantity.estimator() == Estimator.SNIPS)
        && metrics.contains(quantity.metric());
  }

  @Override
  public Estimate widen(
      Estimate known, int cohort, long clusters, Quantity quantity, int... models) {
    if (known.method() == Method.NONE || !sums.isSummed(cohort)) {
      return known;
    }
    return known.method() == Method.BOOTSTRAP && sums.isBootstrapped(cohort)
        ? drawn(known.value(), cohort, quantity, models)
        : linearised(known, cohort, clusters, quantity, models);
  }

  private Estimate drawn(double value, int cohort, Quantity quantity, int... models) {
    double[] divisor =
        quantity.estimator() == Estimator.IPS
            ? sums.replicates(cohort, DrawnSums.REQUESTS, inverse)
            : sums.replicates(cohort, sums.normaliser(metric(quantity)), inverse);
    double[] values = new double[divisor.length];
    for (int i = 0; i < models.length; i++) {
      double[] sum = sums.replicates(cohort, column(quantity, models[i]), inverse);
      for (int b = 0; b < values.length; b++) {
        double ratio = divisor[b] == 0 ? Double.NaN : sum[b] / divisor[b];
        values[b] += i == 0 ? ratio : -ratio;
      }
    }
    Replicates replicates = Replicates.of(values);
    return new Estimate(
        value, replicates.percentileInterval(confidence), replicates.standardError(), Method.DRAWN);
  }

  private Estimate linearised(
      Estimate known, int cohort, long clusters, Quantity quantity, int... models) {
    double[] slopes = new double[sums.points().count()];
    for (int i = 0; i < models.length; i++) {
      addSlopes(cohort, quantity, models[i], i == 0 ? 1 : -1, slopes);
    }
    return PropensityUncertainty.widened(
        known, sums.points().variance(slopes), clusters, confidence);
  }

  /** Adds the derivative of the ratio in each log 1 / p, with a sign. */
  private void addSlopes(int cohort, Quantity quantity, int model, double sign, double[] slopes) {
    boolean selfNormalised = quantity.estimator() == Estimator.SNIPS;
    int column = column(quantity, model);
    int normaliser = selfNormalised ? sums.normaliser(metric(quantity)) : DrawnSums.REQUESTS;
    double divisor = sums.total(cohort, normaliser);
    double ratio = selfNormalised ? sums.total(cohort, column) / divisor : 0;
    for (int point = 1; point <= slopes.length; point++) {
      double moved =
          sums.total(cohort, point, column)
              - (selfNormalised ? ratio * sums.total(cohort, point, normaliser) : 0);
      slopes[point - 1] += sign * moved / divisor;
    }
  }

  private int metric(Quantity quantity) {
    return metrics.indexOf(quantity.metric());
  }

  private int column(Quantity quantity, int model) {
    return sums.sum(model, metric(quantity));
  }
}
