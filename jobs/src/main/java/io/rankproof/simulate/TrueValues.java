package io.rankproof.simulate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Adds up the true value of every ranker over some requests. */
final class TrueValues {
  /** What a ranker may choose from. */
  enum Scope {
    /** All candidates of the request: the ranker's own lists. */
    CANDIDATES,
    /** The items shown: a re-ranking of the logged list. */
    SHOWN;

    /** Name in the tables. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Scope x ranker x metric. */
  static final int CELLS = Scope.values().length * Ranker.count() * TrueMetric.count();

  /** Sums of so many requests cannot overflow: 1000 positions x 2^32 units x 2^16 < 2^63. */
  private static final int CHUNK = 1 << 16;

  private final World world;
  private final SimulatedRequest request;
  private final int[] shown;
  private final double[] relevance;
  private final double[] values = new double[CELLS];
  private final long[] units = new long[CELLS];
  private final List<TrueValueSum> sums = new ArrayList<>();

  private TrueValues(World world) {
    this.world = world;
    this.request = new SimulatedRequest(world);
    this.shown = new int[world.config().listLength()];
    this.relevance = new double[world.config().candidates()];
  }

  static Iterator<TrueValueSum> of(World world, Iterator<Long> requests) {
    TrueValues values = new TrueValues(world);
    for (int n = 1; requests.hasNext(); n++) {
      values.add(requests.next());
      if (n % CHUNK == 0) {
        values.flush();
      }
    }
    values.flush();
    return values.sums.iterator();
  }

  static int cell(Scope scope, Ranker ranker, TrueMetric metric) {
    return (scope.ordinal() * Ranker.count() + ranker.ordinal()) * TrueMetric.count()
        + metric.ordinal();
  }

  private void flush() {
    for (int cell = 0; cell < CELLS; cell++) {
      sums.add(new TrueValueSum(cell, units[cell]));
      units[cell] = 0;
    }
  }

  private void add(long number) {
    request.simulate(number);
    for (int i = 0; i < relevance.length; i++) {
      relevance[i] = request.relevance(i);
    }
    for (Ranker ranker : Ranker.values()) {
      int[] order = request.order(ranker);
      value(Scope.CANDIDATES, ranker, order);
      keepShown(order);
      value(Scope.SHOWN, ranker, shown);
    }
    normalise(Scope.CANDIDATES);
    normalise(Scope.SHOWN);
    for (int cell = 0; cell < CELLS; cell++) {
      units[cell] += Math.round(values[cell] * TrueValueSum.ONE);
    }
  }

  /** The items shown, in the order of a ranker. */
  private void keepShown(int[] order) {
    int kept = 0;
    int length = shown.length;
    Ranker shower = request.randomised() ? Ranker.RANDOM : request.owner();
    for (int index : order) {
      if (request.position(shower, index) <= length) {
        shown[kept++] = index;
      }
    }
  }

  private void value(Scope scope, Ranker ranker, int[] order) {
    double[] examination = world.examination().curve(request.platform());
    for (TrueMetric metric : TrueMetric.values()) {
      double[] weights = metric.weights(examination);
      values[cell(scope, ranker, metric)] =
          ranker == Ranker.RANDOM
              ? overAllOrders(metric, weights, order)
              : inOrder(metric, weights, order);
    }
  }

  private double inOrder(TrueMetric metric, double[] weights, int[] order) {
    double sum = 0;
    for (int k = 0; k < places(weights); k++) {
      sum += weights[k] * metric.gain(relevance[order[k]], world.config());
    }
    return sum;
  }

  /** The expected value over all orders: every place has the mean gain. */
  private double overAllOrders(TrueMetric metric, double[] weights, int[] items) {
    double gain = 0;
    for (int index : items) {
      gain += metric.gain(relevance[index], world.config());
    }
    double weight = 0;
    for (int k = 0; k < places(weights); k++) {
      weight += weights[k];
    }
    return weight * gain / items.length;
  }

  private int places(double[] weights) {
    return Math.min(weights.length, shown.length);
  }

  private void normalise(Scope scope) {
    double ideal = values[cell(scope, Ranker.IDEAL, TrueMetric.DCG_10)];
    for (Ranker ranker : Ranker.values()) {
      values[cell(scope, ranker, TrueMetric.NDCG_10)] =
          values[cell(scope, ranker, TrueMetric.DCG_10)] / ideal;
    }
  }
}
