package io.rankproof.propensity;

import io.rankproof.kernel.propensity.Monotone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Makes curves fall: isotonic regression weighted by clicks, of the values and of both ends of the
 * intervals. Where the true curve falls, an interval that held the truth at every position still
 * does afterwards (Chernozhukov, Fernandez-Val, Galichon, Biometrika 2009).
 */
final class Falling {
  private Falling() {}

  static Curve of(Curve curve) {
    List<Propensity> points = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>(curve.diagnostics());
    curve.points().stream()
        .collect(Collectors.groupingBy(Propensity::context, TreeMap::new, Collectors.toList()))
        .forEach((context, own) -> diagnostics.add(smooth(context, own, points)));
    return new Curve(List.copyOf(points), List.copyOf(diagnostics));
  }

  private static Diagnostic smooth(
      String context, List<Propensity> own, List<Propensity> smoothed) {
    double[] value = falling(own, Propensity::value);
    double[] low = falling(own, p -> p.low() == null ? p.value() : p.low());
    double[] high = falling(own, p -> p.high() == null ? p.value() : p.high());
    double[][] mixed = mixed(own, value);
    int moved = 0;
    for (int i = 0; i < value.length; i++) {
      Propensity before = own.get(i);
      smoothed.add(
          before.at(
              value[i] / value[0],
              before.low() == null ? null : low[i] / value[0],
              before.high() == null ? null : high[i] / value[0],
              before.logCovariance() == null ? null : covariance(own, mixed, i)));
      moved += value[i] == before.value() ? 0 : 1;
    }
    return Diagnostic.of(context, "positions_made_to_fall", moved);
  }

  /**
   * What log p of each point moves by when the logs before smoothing do: a pool is a mean of its
   * points' p, weighted by clicks, and all is relative to the first one.
   */
  private static double[][] mixed(List<Propensity> own, double[] value) {
    double[][] mixed = new double[value.length][value.length];
    for (int i = 0; i < value.length; i++) {
      double all = 0;
      for (int j = 0; j < value.length; j++) {
        boolean pooled = value[i] == value[j];
        mixed[i][j] = pooled ? Math.max(1, own.get(j).clicks()) * own.get(j).value() : 0;
        all += mixed[i][j];
      }
      for (int j = 0; j < value.length; j++) {
        mixed[i][j] /= all;
      }
    }
    double[] first = mixed[0].clone();
    for (double[] row : mixed) {
      for (int j = 0; j < row.length; j++) {
        row[j] -= first[j];
      }
    }
    return mixed;
  }

  /** Covariances of point i after smoothing with positions 1, 2, ... */
  private static List<Double> covariance(List<Propensity> own, double[][] mixed, int i) {
    Double[] covariances = new Double[own.get(own.size() - 1).position()];
    Arrays.fill(covariances, Double.NaN);
    for (int j = 0; j < mixed.length; j++) {
      double sum = 0;
      for (int k = 0; k < mixed.length; k++) {
        for (int l = 0; l < mixed.length; l++) {
          double weight = mixed[i][k] * mixed[j][l];
          sum += weight == 0 ? 0 : weight * before(own.get(k), own.get(l));
        }
      }
      covariances[own.get(j).position() - 1] = sum;
    }
    return List.of(covariances);
  }

  private static double before(Propensity one, Propensity other) {
    return one.logCovariance() == null ? Double.NaN : one.logCovariance().get(other.position() - 1);
  }

  private static double[] falling(List<Propensity> points, ToDoubleFunction<Propensity> of) {
    return Monotone.falling(
        points.stream().mapToDouble(of).toArray(),
        points.stream().mapToDouble(p -> Math.max(1, p.clicks())).toArray());
  }
}
