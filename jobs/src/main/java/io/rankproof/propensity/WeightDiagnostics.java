package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the weights min(1/p, clip) of the clicked training rows do to the sample. A weight depends
 * on context and position alone, so the counts of those give every figure exactly.
 *
 * <p>Effective sample size (sum w)^2 / sum w^2 (Kish, Survey Sampling, 1965).
 */
final class WeightDiagnostics {
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  private WeightDiagnostics() {}

  static List<Diagnostic> of(
      List<PositionCounts> counts, List<Propensity> points, PropensityConfig config) {
    Map<Key, Double> usable = new HashMap<>();
    points.stream()
        .filter(Propensity::usable)
        .forEach(p -> usable.put(new Key(p.context(), p.position()), p.value()));
    List<Diagnostic> diagnostics = new ArrayList<>(of(Propensities.ALL, counts, usable, config));
    if (!config.contexts().isEmpty()) {
      counts.stream()
          .map(PositionCounts::context)
          .distinct()
          .forEach(
              context ->
                  diagnostics.addAll(
                      of(
                          context,
                          counts.stream().filter(c -> c.context().equals(context)).toList(),
                          usable,
                          config)));
    }
    return diagnostics;
  }

  private static List<Diagnostic> of(
      String context,
      List<PositionCounts> counts,
      Map<Key, Double> usable,
      PropensityConfig config) {
    List<Weighted> weighted = new ArrayList<>();
    long without = 0;
    for (PositionCounts count : counts) {
      Double p = usable.get(new Key(count.context(), count.position()));
      if (p == null) {
        without += count.clicks();
      } else if (count.clicks() > 0) {
        weighted.add(new Weighted(1 / p, Math.min(1 / p, config.clip()), count.clicks()));
      }
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    diagnostics.add(Diagnostic.of(context, "clicks_without_propensity", without));
    if (!weighted.isEmpty()) {
      diagnostics.addAll(measures(context, weighted));
    }
    return diagnostics;
  }

  private static List<Diagnostic> measures(String context, List<Weighted> weighted) {
    weighted.sort(Comparator.comparingDouble(Weighted::weight));
    double clicks = 0;
    double sum = 0;
    double squares = 0;
    double clipped = 0;
    for (Weighted w : weighted) {
      clicks += w.clicks;
      sum += w.clicks * w.weight;
      squares += w.clicks * w.weight * w.weight;
      clipped += w.weight < w.inverse ? w.clicks : 0;
    }
    double largest = weighted.get(weighted.size() - 1).weight;
    List<Diagnostic> diagnostics = new ArrayList<>();
    diagnostics.add(Diagnostic.of(context, "weighted_clicks", clicks));
    diagnostics.add(Diagnostic.of(context, "effective_sample_size", sum * sum / squares));
    diagnostics.add(Diagnostic.of(context, "clipped_share", clipped / clicks));
    diagnostics.add(Diagnostic.of(context, "largest_weight_share", largest / sum));
    diagnostics.add(Diagnostic.of(context, "mean_weight", sum / clicks));
    for (double q : QUANTILES) {
      String name = "weight_p" + Math.round(q * 100);
      diagnostics.add(Diagnostic.of(context, name, quantile(weighted, q * clicks)));
    }
    diagnostics.add(Diagnostic.of(context, "weight_max", largest));
    return diagnostics;
  }

  /** The smallest weight that at least {@code rank} clicks do not exceed. */
  private static double quantile(List<Weighted> ascending, double rank) {
    double seen = 0;
    for (Weighted w : ascending) {
      seen += w.clicks;
      if (seen >= rank) {
        return w.weight;
      }
    }
    return ascending.get(ascending.size() - 1).weight;
  }

  private record Key(String context, int position) {}

  private record Weighted(double inverse, double weight, long clicks) {}
}
