package io.rankproof.evaluate;

import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.evaluate.Uncertainty.Estimate;
import io.rankproof.evaluate.Uncertainty.Method;
import java.util.Optional;

/**
 * Intervals of debiased log loss and Brier score that know of the error of the propensities, by the
 * delta method: the loss is linear in each 1 / p, so its derivative in log p is minus the sum of
 * {@link LossSlopes} over the rows' weight.
 */
final class LossUncertainty implements PropensityUncertainty {
  private final LossSlopes slopes;
  private final CohortSums sums;
  private final PointColumns columns;
  private final double confidence;

  private LossUncertainty(LossSums losses, PointColumns columns, double confidence) {
    this.slopes = losses.slopes();
    this.sums = losses.sums();
    this.columns = columns;
    this.confidence = confidence;
  }

  /** Empty where no propensity in use is an estimate with an error. */
  static Optional<PropensityUncertainty> of(
      LossSums losses, PointColumns columns, double confidence) {
    return losses.slopes().points().count() == 0
        ? Optional.empty()
        : Optional.of(new LossUncertainty(losses, columns, confidence));
  }

  @Override
  public boolean covers(Quantity quantity) {
    return quantity.estimator() == Estimator.IPS;
  }

  @Override
  public Estimate widen(
      Estimate known, int cohort, long clusters, Quantity quantity, int... models) {
    if (known.method() == Method.NONE || !slopes.isSummed(cohort)) {
      return known;
    }
    double[] derivatives = new double[slopes.points().count()];
    for (int i = 0; i < models.length; i++) {
      int[] ratio = quantity.models().get(models[i]);
      double scale = (i == 0 ? 1 : -1) / sums.total(cohort, ratio[1]);
      for (int point = 1; point <= derivatives.length; point++) {
        derivatives[point - 1] -= scale * slopes.total(cohort, point, columns.slope(ratio[0]));
      }
    }
    return PropensityUncertainty.widened(
        known, slopes.points().variance(derivatives), clusters, confidence);
  }
}
