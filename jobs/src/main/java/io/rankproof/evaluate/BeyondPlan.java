package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.config.EvaluateConfig.Ties;
import java.io.Serializable;
import java.util.List;

/**
 * What is measured beyond accuracy.
 *
 * @param metrics those that the rows allow
 * @param models number of models
 * @param k places of a list looked at
 * @param ties order of equal scores
 * @param dimensions of the item vectors; 0: there are none
 */
record BeyondPlan(List<BeyondMetric> metrics, int models, int k, Ties ties, int dimensions)
    implements Serializable {

  boolean has(BeyondMetric metric) {
    return metrics.contains(metric);
  }

  /** The metrics that are means over requests. */
  List<BeyondMetric> means() {
    return metrics.stream().filter(BeyondMetric::isMeanOfRequests).toList();
  }

  String title(BeyondMetric metric) {
    return metric.title(k);
  }
}
