package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Propensities from traffic shown in random order, where every position holds the same mix of
 * items: p_k = (clicks_k / n_k) / (clicks_1 / n_1) (Joachims, Swaminathan, Schnabel, WSDM 2017).
 *
 * <p>The interval is the delta method's on log p_k with clusters as the unit: log p_k moves by u_gk
 * - u_g1 when cluster g does, so its variance is G / (G - 1) sum_g (u_gk - u_g1)^2, and the limits
 * are p_k exp(-+ t se) with Student's t at G - 1.
 */
final class RandomisedCurve {
  private final PropensityConfig config;
  private final List<Propensity> points = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private RandomisedCurve(PropensityConfig config) {
    this.config = config;
  }

  static Curve of(List<PositionSums> sums, PropensityConfig config) {
    RandomisedCurve curve = new RandomisedCurve(config);
    sums.stream()
        .collect(Collectors.groupingBy(PositionSums::context, TreeMap::new, Collectors.toList()))
        .forEach(curve::solve);
    return new Curve(List.copyOf(curve.points), List.copyOf(curve.diagnostics));
  }

  private void solve(String context, List<PositionSums> positions) {
    long clusters = positions.stream().mapToLong(PositionSums::first).sum();
    diagnostics.add(Diagnostic.of(context, "randomised_clusters", clusters));
    PositionSums reference = positions.get(0);
    if (reference.position() != 1 || reference.c() == 0) {
      diagnostics.add(
          new Diagnostic(
              context,
              "reference_clicks",
              0,
              "no click at position 1 of the randomised slice: no curve for this context"));
      return;
    }
    Student student = new Student(clusters, config.confidence());
    boolean trusted = trusted(context, reference, student);
    positions.forEach(
        position ->
            add(position, covariances(position, positions, clusters), reference, student, trusted));
  }

  private boolean trusted(String context, PositionSums reference, Student student) {
    double relative = student.halfWidth(reference.variance());
    boolean trusted = relative <= config.maxRelativeInterval();
    diagnostics.add(
        new Diagnostic(
            context,
            "reference_relative_interval",
            relative,
            trusted
                ? null
                : "above propensity.max-relative-interval = "
                    + config.maxRelativeInterval()
                    + ": too few clicks at position 1, so nothing is weighted"));
    return trusted;
  }

  /** Of log p with that of positions 1, 2, ...; NaN without clicks there. */
  private static List<Double> covariances(
      PositionSums own, List<PositionSums> positions, long clusters) {
    PositionSums reference = positions.get(0);
    Double[] covariances = new Double[positions.get(positions.size() - 1).position()];
    Arrays.fill(covariances, Double.NaN);
    for (PositionSums other : positions) {
      boolean known = own.c() > 0 && other.c() > 0 && clusters > 1;
      covariances[other.position() - 1] =
          known
              ? (own.covariance(other)
                      - own.covariance(reference)
                      - other.covariance(reference)
                      + reference.variance())
                  * clusters
                  / (clusters - 1.0)
              : Double.NaN;
    }
    return List.of(covariances);
  }

  private void add(
      PositionSums position,
      List<Double> covariances,
      PositionSums reference,
      Student student,
      boolean trusted) {
    double p = position.rate() / reference.rate();
    double half = half(position, reference, student);
    boolean known = Double.isFinite(half);
    points.add(
        new Propensity(
            position.context(),
            position.position(),
            p,
            known ? p * Math.exp(-half) : null,
            known ? p * Math.exp(half) : null,
            known ? covariances : null,
            (long) position.n(),
            (long) position.c(),
            "randomised",
            trusted && p > 0));
    if (p > 1) {
      diagnostics.add(Propensity.above(position.context(), position.position(), p));
    }
    if (p == 0) {
      diagnostics.add(
          new Diagnostic(
              position.context(),
              "clicks@" + position.position(),
              0,
              "no click at this position of the randomised slice: not usable"));
    }
  }

  private static double half(PositionSums position, PositionSums reference, Student student) {
    if (position.position() == 1) {
      return 0;
    }
    return position.c() == 0
        ? Double.NaN
        : student.halfWidth(
            position.variance() + reference.variance() - 2 * position.covariance(reference));
  }

  /** Half width of a cluster-robust interval; infinite with fewer than two clusters. */
  private record Student(long clusters, double confidence) {
    double halfWidth(double sumOfSquares) {
      if (clusters < 2) {
        return Double.POSITIVE_INFINITY;
      }
      double t = TDistribution.of(clusters - 1.0).inverseSurvivalProbability((1 - confidence) / 2);
      return t * Math.sqrt(Math.max(sumOfSquares, 0) * clusters / (clusters - 1.0));
    }
  }
}
