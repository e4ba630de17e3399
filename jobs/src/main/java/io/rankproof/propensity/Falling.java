package io.rankproof.propensity;

import io.rankproof.kernel.propensity.Monotone;
import java.util.ArrayList;
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
    int moved = 0;
    for (int i = 0; i < value.length; i++) {
      Propensity before = own.get(i);
      smoothed.add(
          before.at(
              value[i] / value[0],
              before.low() == null ? null : low[i] / value[0],
              before.high() == null ? null : high[i] / value[0]));
      moved += value[i] == before.value() ? 0 : 1;
    }
    return Diagnostic.of(context, "positions_made_to_fall", moved);
  }

  private static double[] falling(List<Propensity> points, ToDoubleFunction<Propensity> of) {
    return Monotone.falling(
        points.stream().mapToDouble(of).toArray(),
        points.stream().mapToDouble(p -> Math.max(1, p.clicks())).toArray());
  }
}
