package io.rankproof.result;

/**
 * What was measured.
 *
 * @param metric name, such as {@code nDCG@10}
 * @param label the label it was measured against
 * @param estimator plain, user, impressions, positives, ips, snips, randomised or heuristic
 */
public record MetricKey(String metric, String label, String estimator) {
  /** The estimator that needs no correction for where items were shown. */
  public static final String PLAIN = "plain";

  /** Whether it is this metric by this estimator, whatever the label. */
  public boolean is(String otherMetric, String otherEstimator) {
    return metric.equals(otherMetric) && estimator.equals(otherEstimator);
  }

  /** For people: the estimator only where it is not the plain one. */
  public String shown() {
    return shown(metric, estimator);
  }

  /** The same of a metric that a policy names. */
  public static String shown(String metric, String estimator) {
    return estimator.equals(PLAIN) ? metric : metric + " (" + estimator + ")";
  }
}
