package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.evaluate.Quantity.Estimator;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns of the sums over requests: all, those longer than k, and for each metric and model the
 * requests with a value and their values.
 */
final class BeyondColumns implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int REQUESTS = 0;
  static final int LONGER = 1;
  private static final int FIRST = 2;

  /** No value is larger: the self-information of one in 2^64 impressions. */
  private static final double LARGEST = 64;

  private final BeyondPlan plan;
  private final List<BeyondMetric> metrics;

  BeyondColumns(BeyondPlan plan) {
    this.plan = plan;
    metrics = List.copyOf(plan.means());
  }

  BeyondPlan plan() {
    return plan;
  }

  int count() {
    return FIRST + 2 * metrics.size() * plan.models();
  }

  /** How many exact counts there are: those of lists, then {@link #vectorsLeftOut}. */
  int counters() {
    return vectorsLeftOut() + 1;
  }

  /** The counter of rows whose vector was beyond memory. */
  int vectorsLeftOut() {
    return Counters.count(plan.models());
  }

  private int valued(int metric, int model) {
    return FIRST + 2 * (metric * plan.models() + model);
  }

  private int sum(int metric, int model) {
    return valued(metric, model) + 1;
  }

  /** Starts a request's terms. */
  void startTerms(int rows, Terms terms) {
    terms.clear();
    terms.add(REQUESTS, 1);
    terms.add(LONGER, rows > plan.k() ? 1 : 0);
  }

  /** Adds the terms of a model, for which the list is ranked. */
  void addTerms(BeyondList list, int model, Terms terms) {
    for (int metric = 0; metric < metrics.size(); metric++) {
      double value = list.value(metrics.get(metric));
      if (!Double.isNaN(value)) {
        terms.add(valued(metric, model), 1);
        terms.add(sum(metric, model), value);
      }
    }
  }

  /** What the magnitudes of each column may add up to. */
  double[] bounds(long rows) {
    double[] bounds = new double[count()];
    Arrays.fill(bounds, rows * LARGEST);
    return bounds;
  }

  List<Quantity> quantities(String label, boolean randomised) {
    List<Quantity> quantities = new ArrayList<>();
    for (int metric = 0; metric < metrics.size(); metric++) {
      Quantity plain = quantity(metric, label);
      quantities.add(plain);
      if (randomised) {
        quantities.add(plain.randomised());
      }
    }
    return quantities;
  }

  private Quantity quantity(int metric, String label) {
    List<int[]> columns = new ArrayList<>();
    for (int model = 0; model < plan.models(); model++) {
      columns.add(new int[] {sum(metric, model), valued(metric, model)});
    }
    return new Quantity(
        plan.title(metrics.get(metric)),
        label,
        Estimator.PLAIN,
        metrics.get(metric).lowerIsBetter(),
        columns.stream().map(own -> own[1]).toList(),
        true,
        -1,
        columns,
        (cohort, model) -> new Formula.Ratio());
  }
}
