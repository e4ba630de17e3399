package io.rankproof.kernel.rank;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every metric in the plainest way, and its mean over all orders of the tied rows. */
final class PlainMetrics {
  /** A ranked row; {@code key} breaks ties when given. */
  record Row(double score, double label, double weight, double propensity, long key) {
    static Row of(double score, double label) {
      return new Row(score, label, 1, 1, 0);
    }

    double place() {
      return Double.isFinite(score) ? score : Double.NEGATIVE_INFINITY;
    }
  }

  /** What the tests write as gain=map:1:2;2:0.5;3:5: a higher label need not have more. */
  private static final Map<Double, Double> MAPPED = Map.of(0.0, 0.0, 1.0, 2.0, 2.0, 0.5, 3.0, 5.0);

  private PlainMetrics() {}

  /** The mean over all permutations that respect the scores (and the keys, if they count). */
  static double expected(MetricSpec spec, List<Row> rows, List<Double> unretrieved, boolean keyed) {
    return mean(rows, keyed, order -> value(spec, order, unretrieved));
  }

  static double expectedDebiased(MetricSpec spec, List<Row> rows) {
    return mean(rows, false, order -> sum(spec, order, row -> row.weight() / row.propensity()));
  }

  static double expectedWeighted(MetricSpec spec, List<Row> rows) {
    return mean(rows, false, order -> weighted(spec, order));
  }

  private interface OfOrder {
    double value(List<Row> order);
  }

  private interface OfRow {
    double value(Row row);
  }

  private static double mean(List<Row> rows, boolean keyed, OfOrder metric) {
    List<List<Row>> orders = new ArrayList<>();
    permute(new ArrayList<>(), rows, keyed, orders);
    return orders.stream().mapToDouble(metric::value).average().orElse(metric.value(List.of()));
  }

  private static void permute(
      List<Row> head, List<Row> rest, boolean keyed, List<List<Row>> orders) {
    if (rest.isEmpty()) {
      orders.add(List.copyOf(head));
      return;
    }
    Comparator<Row> order = Comparator.comparingDouble(row -> -row.place());
    Comparator<Row> full = keyed ? order.thenComparingLong(Row::key) : order;
    Row best = rest.stream().min(full).orElseThrow();
    for (int i = 0; i < rest.size(); i++) {
      if (full.compare(rest.get(i), best) == 0) {
        List<Row> others = new ArrayList<>(rest);
        head.add(others.remove(i));
        permute(head, others, keyed, orders);
        head.remove(head.size() - 1);
      }
    }
  }

  private static boolean relevant(MetricSpec spec, double label) {
    return spec.relevance() instanceof Relevance.AtLeast binary && label >= binary.least();
  }

  private static double gain(MetricSpec spec, double label) {
    if (spec.measure() == Measure.MEAN_UTILITY) {
      return label;
    }
    double clamped = Math.max(0, label);
    if (spec.relevance() instanceof Gain.Linear) {
      return clamped;
    }
    if (spec.relevance() instanceof Gain.Mapped) {
      return MAPPED.get(clamped);
    }
    return spec.relevance() instanceof Gain.Exponential
        ? Math.pow(2, clamped) - 1
        : relevant(spec, clamped) ? 1 : 0;
  }

  private static double discount(MetricSpec spec, int rank) {
    if (rank > spec.depth()) {
      return 0;
    }
    return switch (spec.measure()) {
      case NDCG, DCG -> Math.log(2) / Math.log(1 + rank);
      case PRECISION, MEAN_UTILITY -> 1.0 / spec.cutoff();
      case RECALL -> 1;
      case RBP -> (1 - spec.persistence()) * Math.pow(spec.persistence(), rank - 1);
      case WRR -> 1.0 / rank;
      default -> throw new AssertionError(spec);
    };
  }

  private static double sum(MetricSpec spec, List<Row> order, OfRow weight) {
    double sum = 0;
    for (int i = 0; i < order.size(); i++) {
      Row row = order.get(i);
      sum += gain(spec, row.label()) * weight.value(row) * discount(spec, i + 1);
    }
    return sum;
  }

  private static double weighted(MetricSpec spec, List<Row> order) {
    List<Double> gains =
        order.stream()
            .map(row -> gain(spec, row.label()) * row.weight())
            .sorted(Comparator.reverseOrder())
            .toList();
    double total = gains.stream().mapToDouble(Double::doubleValue).sum();
    double ideal =
        IntStream.range(0, gains.size())
            .mapToDouble(i -> gains.get(i) * discount(spec, i + 1))
            .sum();
    double sum = sum(spec, order, Row::weight);
    return total == 0 && spec.measure() != Measure.MEAN_UTILITY
        ? Double.NaN
        : switch (spec.measure()) {
          case NDCG -> sum / ideal;
          case RECALL -> sum / total;
          default -> sum;
        };
  }

  private static double value(MetricSpec spec, List<Row> order, List<Double> unretrieved) {
    if (spec.measure() == Measure.MEAN_UTILITY) {
      return sum(spec, order, row -> 1);
    }
    List<Double> all = new ArrayList<>(unretrieved);
    order.forEach(row -> all.add(row.label()));
    if (spec.measure() == Measure.ERR) {
      return all.stream().allMatch(label -> label <= 0) ? Double.NaN : err(spec, order);
    }
    double total = all.stream().mapToDouble(label -> gain(spec, label)).sum();
    if (total == 0) {
      return Double.NaN;
    }
    double best = 0;
    List<Double> gains =
        all.stream().map(label -> gain(spec, label)).sorted(Comparator.reverseOrder()).toList();
    for (int i = 0; spec.measure() == Measure.NDCG && i < gains.size(); i++) {
      best += gains.get(i) * discount(spec, i + 1);
    }
    return switch (spec.measure()) {
      case NDCG -> sum(spec, order, row -> 1) / best;
      case RECALL -> sum(spec, order, row -> 1) / total;
      case DCG, PRECISION, RBP, WRR -> sum(spec, order, row -> 1);
      case AP -> precisions(spec, order) / denominator(spec, total);
      case RR -> firstRank(spec, order) <= spec.depth() ? 1.0 / firstRank(spec, order) : 0;
      case HIT_RATE -> firstRank(spec, order) <= spec.depth() ? 1 : 0;
      case AUC -> auc(spec, order);
      case ERR, MEAN_UTILITY -> throw new AssertionError();
    };
  }

  private static double denominator(MetricSpec spec, double relevant) {
    return spec.denominator() == MetricSpec.ApDenominator.R
        ? relevant
        : Math.min(relevant, spec.depth());
  }

  private static double precisions(MetricSpec spec, List<Row> order) {
    double sum = 0;
    int found = 0;
    for (int i = 0; i < Math.min(order.size(), spec.depth()); i++) {
      if (relevant(spec, order.get(i).label())) {
        found++;
        sum += (double) found / (i + 1);
      }
    }
    return sum;
  }

  private static long firstRank(MetricSpec spec, List<Row> order) {
    for (int i = 0; i < order.size(); i++) {
      if (relevant(spec, order.get(i).label())) {
        return i + 1L;
      }
    }
    return Long.MAX_VALUE;
  }

  private static double err(MetricSpec spec, List<Row> order) {
    double max = ((Relevance.Satisfaction) spec.relevance()).max();
    double going = 1;
    double sum = 0;
    for (int i = 0; i < Math.min(order.size(), spec.depth()); i++) {
      double stop = (Math.pow(2, Math.max(0, order.get(i).label())) - 1) / Math.pow(2, max);
      sum += going * stop / (i + 1);
      going *= 1 - stop;
    }
    return sum;
  }

  /** Pairs in the right order of this very order: its mean over orders gives ties one half. */
  private static double auc(MetricSpec spec, List<Row> order) {
    long pairs = 0;
    long right = 0;
    for (int i = 0; i < order.size(); i++) {
      for (int j = 0; j < order.size(); j++) {
        if (relevant(spec, order.get(i).label()) && !relevant(spec, order.get(j).label())) {
          pairs++;
          right += i < j ? 1 : 0;
        }
      }
    }
    return pairs == 0 ? Double.NaN : (double) right / pairs;
  }
}
