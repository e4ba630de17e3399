package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.SimulateConfig;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrueValuesTest {
  private static final int REQUESTS = 300;

  private final SimulateConfig config =
      Settings.of("candidates=12", "list-length=6", "platform-bias.web=0.4");
  private final World world = new World(config, Settings.SEED);
  private final double[] values = values();

  @Test
  void everyRankerHasTheValueOfThePlainFormulas() {
    for (Ranker ranker : Ranker.values()) {
      for (TrueValues.Scope scope : TrueValues.Scope.values()) {
        double dcg = 0;
        double ndcg = 0;
        double clicks = 0;
        double saves = 0;
        double hides = 0;
        double purchases = 0;
        for (long number = 0; number < REQUESTS; number++) {
          SimulatedRequest request = new SimulatedRequest(world);
          request.simulate(number);
          List<Double> r = relevances(request, scope, ranker);
          List<Double> best = relevances(request, scope, Ranker.IDEAL);
          dcg += dcg(r);
          ndcg += dcg(r) / dcg(best);
          for (int k = 1; k <= 6; k++) {
            double p = Math.pow(k, request.platform() == 2 ? -0.4 : -1.0);
            double x = r.get(k - 1);
            clicks += p * x;
            saves += p * mean(request, scope, ranker, k, y -> 0.6 * y * y);
            hides += p * mean(request, scope, ranker, k, y -> 0.05 * (1 - y) * (1 - y));
            purchases += p * mean(request, scope, ranker, k, y -> 0.3 * y * y);
          }
        }
        check(scope, ranker, TrueMetric.DCG_10, dcg);
        check(scope, ranker, TrueMetric.NDCG_10, ndcg);
        check(scope, ranker, TrueMetric.CLICKS, clicks);
        check(scope, ranker, TrueMetric.SAVES, saves);
        check(scope, ranker, TrueMetric.HIDES, hides);
        check(scope, ranker, TrueMetric.PURCHASES, purchases);
      }
    }
  }

  @Test
  void theCandidateIsBetterThanProductionAndTheIdealIsBest() {
    for (TrueValues.Scope scope : TrueValues.Scope.values()) {
      assertThat(value(scope, Ranker.IDEAL, TrueMetric.NDCG_10)).isCloseTo(1, within(1e-9));
      assertThat(value(scope, Ranker.CANDIDATE, TrueMetric.NDCG_10))
          .isLessThan(1)
          .isGreaterThan(value(scope, Ranker.PRODUCTION, TrueMetric.NDCG_10) + 0.01);
      assertThat(value(scope, Ranker.PRODUCTION, TrueMetric.CLICKS))
          .isGreaterThan(value(scope, Ranker.RANDOM, TrueMetric.CLICKS));
    }
  }

  private void check(TrueValues.Scope scope, Ranker ranker, TrueMetric metric, double expectedSum) {
    assertThat(value(scope, ranker, metric))
        .as("%s %s %s", scope, ranker, metric)
        .isCloseTo(expectedSum / REQUESTS, within(1e-8));
  }

  private double value(TrueValues.Scope scope, Ranker ranker, TrueMetric metric) {
    return values[TrueValues.cell(scope, ranker, metric)];
  }

  private double[] values() {
    double[] means = new double[TrueValues.CELLS];
    Iterator<TrueValueSum> sums =
        TrueValues.of(world, LongStream.range(0, REQUESTS).boxed().iterator());
    while (sums.hasNext()) {
      TrueValueSum sum = sums.next();
      means[sum.getCell()] += sum.getUnits() / TrueValueSum.ONE / REQUESTS;
    }
    return means;
  }

  /** Relevance at every rank; for the random ranker the mean of all, which every rank expects. */
  private static List<Double> relevances(
      SimulatedRequest request, TrueValues.Scope scope, Ranker ranker) {
    List<Integer> items = items(request, scope, ranker);
    double mean = items.stream().mapToDouble(request::relevance).average().orElseThrow();
    return items.stream().map(i -> ranker == Ranker.RANDOM ? mean : request.relevance(i)).toList();
  }

  private static double mean(
      SimulatedRequest request,
      TrueValues.Scope scope,
      Ranker ranker,
      int rank,
      java.util.function.DoubleUnaryOperator gain) {
    List<Integer> items = items(request, scope, ranker);
    return ranker == Ranker.RANDOM
        ? items.stream()
            .mapToDouble(i -> gain.applyAsDouble(request.relevance(i)))
            .average()
            .orElseThrow()
        : gain.applyAsDouble(request.relevance(items.get(rank - 1)));
  }

  private static List<Integer> items(
      SimulatedRequest request, TrueValues.Scope scope, Ranker ranker) {
    Ranker shower = request.randomised() ? Ranker.RANDOM : request.owner();
    return IntStream.range(0, request.size())
        .boxed()
        .filter(i -> scope == TrueValues.Scope.CANDIDATES || request.position(shower, i) <= 6)
        .sorted(Comparator.comparingDouble(i -> -request.score(ranker, i)))
        .toList();
  }

  private static double dcg(List<Double> relevance) {
    double sum = 0;
    for (int k = 1; k <= 6; k++) {
      sum += relevance.get(k - 1) * Math.log(2) / Math.log(1.0 + k);
    }
    return sum;
  }
}
