package io.rankproof.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * What {@link ListMetricsEngine} computes, from which columns.
 *
 * @param request column of the list's id: text, or a whole number
 * @param user column of the user, whom intervals are clustered by; without one, or where it is
 *     null, each request is its own cluster
 * @param scores columns to rank by, one per model; the first one is the baseline
 * @param label column of the relevance
 * @param segments columns that divide the requests, each a slicing of its own
 * @param crosses pairs of them joined by {@code *}
 * @param metrics names as in {@code evaluate.metrics}, such as {@code nDCG@10}
 * @param replicates of the Poisson bootstrap over all rows, to which slices have delta intervals;
 *     0: no intervals
 * @param userMeans whether means over users of the mean of a user's requests are computed as well
 * @param seed of the bootstrap
 */
public record ListMetrics(
    String request,
    Optional<String> user,
    List<String> scores,
    String label,
    List<String> segments,
    List<String> crosses,
    List<String> metrics,
    int replicates,
    boolean userMeans,
    long seed) {

  public ListMetrics {
    scores = List.copyOf(scores);
    segments = List.copyOf(segments);
    crosses = List.copyOf(crosses);
    metrics = List.copyOf(metrics);
  }

  /** Metrics of rows with these columns, without users, segments and intervals. */
  public static ListMetrics of(
      String request, List<String> scores, String label, List<String> metrics) {
    return new ListMetrics(
        request, Optional.empty(), scores, label, List.of(), List.of(), metrics, 0, false, 42);
  }

  /** The same by segment. */
  public ListMetrics bySegments(List<String> columns) {
    return new ListMetrics(
        request, user, scores, label, columns, crosses, metrics, replicates, userMeans, seed);
  }

  /** The same by crosses of two segments, such as {@code country*platform}. */
  public ListMetrics byCrosses(List<String> pairs) {
    return new ListMetrics(
        request, user, scores, label, segments, pairs, metrics, replicates, userMeans, seed);
  }

  /** The same with intervals clustered by user. */
  public ListMetrics withIntervals(String userColumn, int ofReplicates) {
    return new ListMetrics(
        request,
        Optional.of(userColumn),
        scores,
        label,
        segments,
        crosses,
        metrics,
        ofReplicates,
        userMeans,
        seed);
  }

  /** The same with means over users beside those over requests. Needs a user column. */
  public ListMetrics withUserMeans() {
    return new ListMetrics(
        request, user, scores, label, segments, crosses, metrics, replicates, true, seed);
  }

  /**
   * A metric of a model in a slice.
   *
   * @param model score column
   * @param metric its name
   * @param slice {@code all}, a segment, or a cross
   * @param sliceValue value of the segment, {@code all} for all
   * @param estimator {@code plain}: the mean over requests; {@code user}: over users
   * @param value NaN where no request has one
   * @param low lower end of the interval; NaN where there is none
   * @param high upper end
   * @param standardError NaN where there is none
   * @param withValue requests (of {@code user}: users) that have a value
   */
  public record Value(
      String model,
      String metric,
      String slice,
      String sliceValue,
      String estimator,
      double value,
      double low,
      double high,
      double standardError,
      long withValue) {}
}
