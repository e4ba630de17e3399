package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.PointMetric;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BinNeedTest {
  private static final int ROWS = 300_000;
  private static final String[] METRICS = {
    "ROC-AUC", "PR-AUC", "Lift@1%", "Recall@10%", "CostLoss(fp=1,fn=9)"
  };

  /** Scores of a logistic model with 4% positives. */
  private static ScoreHistogram histogram(int capacity, double weight) {
    Random random = new Random(11);
    ScoreHistogram histogram =
        weight == 1
            ? ScoreHistogram.unweighted(capacity)
            : ScoreHistogram.weighted(capacity, ScoreHistogram.DEFAULT_WEIGHT_BITS);
    for (int i = 0; i < ROWS; i++) {
      double score = 1 / (1 + Math.exp(3.5 - random.nextGaussian()));
      histogram.add(score, random.nextDouble() < score, weight);
    }
    return histogram;
  }

  private static List<CurveValue> values(ScoreCurve curve, String... metrics) {
    return Stream.of(metrics)
        .map(name -> CurveValue.of(PointMetric.of(name).orElseThrow(), curve))
        .toList();
  }

  private static BinNeed need(ScoreHistogram histogram, String... metrics) {
    ScoreCurve curve = histogram.curve();
    return BinNeed.of(curve, histogram.rows(), values(curve, metrics));
  }

  @Test
  void withTheBinsThatAreForetoldEveryMetricIsSharp() {
    for (String metric : METRICS) {
      ScoreHistogram blurred = histogram(1 << 10, 1);
      assertThat(values(blurred.curve(), metric).get(0).isBlurred()).as(metric).isTrue();

      int capacity = need(blurred, metric).capacity(1 << 21);
      assertThat(capacity).as(metric).isBetween(1 << 10, ROWS);
      CurveValue sharper = values(histogram(capacity, 1).curve(), metric).get(0);
      System.out.printf(
          "%s: bound %.1e with %d bins, %.1e with %d%n",
          metric,
          values(blurred.curve(), metric).get(0).value().errorBound(),
          1 << 10,
          sharper.value().errorBound(),
          capacity);
      assertThat(sharper.isSharp()).as(metric).isTrue();
      assertThat(need(histogram(capacity, 1), metric)).isEqualTo(BinNeed.NONE);
    }
  }

  @Test
  void theWorstMetricDecidesAndSharpOnesNeedNothing() {
    ScoreHistogram blurred = histogram(1 << 10, 1);
    assertThat(need(blurred, METRICS))
        .isEqualTo(
            Stream.of(METRICS)
                .map(metric -> need(blurred, metric))
                .max((a, b) -> Long.compare(a.safe(), b.safe()))
                .orElseThrow());
    assertThat(need(histogram(1 << 19, 1), METRICS).isNone()).isTrue();
    assertThat(need(blurred).isNone()).isTrue();
  }

  @Test
  void noBinsHelpAgainstTheRoundingOfWeights() {
    ScoreHistogram tiny = histogram(1 << 10, 1.1e-6);
    CurveValue value = values(tiny.curve(), "PR-AUC").get(0);
    assertThat(value.isBlurred()).isTrue();
    assertThat(value.excess()).isInfinite();
    assertThat(need(tiny, "ROC-AUC", "PR-AUC")).isEqualTo(BinNeed.NONE);
  }

  @Test
  void roundingThatLeavesRoomIsAllowedFor() {
    // 3 x 1.6e-5 of rounding leave half of 1e-4 to the bins.
    ScoreHistogram small = histogram(1 << 10, 0.0012);
    ScoreHistogram whole = histogram(1 << 10, 1);
    CurveValue value = values(small.curve(), "PR-AUC").get(0);
    assertThat(value.rounding()).isBetween(1e-5, 9e-5);
    assertThat(value.excess()).isGreaterThan(values(whole.curve(), "PR-AUC").get(0).excess());
    int capacity = need(small, "PR-AUC").capacity(1 << 21);
    assertThat(values(histogram(capacity, 0.0012).curve(), "PR-AUC").get(0).isSharp()).isTrue();
  }

  @Test
  void undefinedMetricsNeedNothing() {
    ScoreHistogram histogram = ScoreHistogram.unweighted(2);
    assertThat(need(histogram, METRICS)).isEqualTo(BinNeed.NONE);
    for (int i = 0; i < 9; i++) {
      histogram.add(i, false);
    }
    assertThat(need(histogram, "ROC-AUC", "PR-AUC", "Lift@1%")).isEqualTo(BinNeed.NONE);
  }
}
