package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Point-wise metrics with options, on weighted rows, against plain computations. */
class PointMetricsTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final int BINS = 5;
  private static final String[] SETTINGS = {
    "evaluate.metrics=[RR]",
    "evaluate.pointwise=[\"Lift@10%\", \"Recall@25%\", \"CostLoss(fp=1,fn=4)\", \"ECE(width)\","
        + " \"ECE(corrected)\", \"ECE(width,corrected)\", ECE, NormalisedEntropy, Brier, RMSE,"
        + " MAE]",
    "evaluate.slices=[platform]",
    "evaluate.bins=" + BINS
  };

  @TempDir Path folder;
  private ScoresFixture fixture;
  private final List<Impression> rows = new ArrayList<>();

  @BeforeEach
  void fill() {
    fixture = new ScoresFixture(folder);
    for (int i = 0; i < 400; i++) {
      double score = (i * 37 % 401) / 401.0;
      Impression row =
          Impression.of("q" + i / 4, "i" + i, "u" + i / 8, (i * 53 % 397) / 397.0 < score ? 1 : 0)
              .scores(score, 0.5)
              .on(i % 3 == 0 ? "app" : "web", "fr")
              .weighing(1 + i % 3);
      rows.add(row);
      fixture.add(row);
    }
  }

  private static double value(Result result, String metric) {
    return result.metric("candidate", metric).<Double>getAs("value");
  }

  @Test
  void topShareAndCostAgreeWithSortedRows() {
    Result result = fixture.evaluate(SETTINGS);

    assertThat(value(result, "Lift@10%")).isCloseTo(recall(0.1) / 0.1, CLOSE);
    assertThat(value(result, "Recall@25%")).isCloseTo(recall(0.25), CLOSE);
    double best = Double.POSITIVE_INFINITY;
    double threshold = Double.NaN;
    for (Impression row : rows) {
      double cost = cost(row.candidate());
      if (cost < best || (cost == best && row.candidate() > threshold)) {
        best = cost;
        threshold = row.candidate();
      }
    }
    assertThat(value(result, "CostLoss(fp=1,fn=4)")).isCloseTo(best, CLOSE);
    assertThat(value(result, "BestThreshold(fp=1,fn=4)")).isCloseTo(threshold, CLOSE);
    Row lift = result.metric("candidate", "Lift@10%");
    assertThat(lift.<String>getAs("interval")).isEqualTo("bootstrap");
    assertThat(lift.<Double>getAs("error_bound")).isZero();
    assertThat(lift.<Double>getAs("ci_low")).isLessThan(lift.<Double>getAs("value"));
    assertThat(result.metric("candidate", "CostLoss(fp=1,fn=4)").<String>getAs("interval"))
        .isEqualTo("none");
    assertThat(result.reason("interval of CostLoss(fp=1,fn=4)")).contains("same rows");
    assertThat(
            result
                .metric("candidate", "Recall@25%", "plain", "platform", "app")
                .<Double>getAs("value"))
        .isBetween(0.25, 1.0);
  }

  private double recall(double share) {
    List<Impression> sorted =
        rows.stream().sorted(Comparator.comparing(Impression::candidate).reversed()).toList();
    double left = share * rows.stream().mapToDouble(Impression::weight).sum();
    double found = 0;
    for (Impression row : sorted) {
      double taken = Math.min(left, row.weight());
      found += taken * row.click();
      left -= taken;
    }
    return found / rows.stream().mapToDouble(row -> row.weight() * row.click()).sum();
  }

  private double cost(double threshold) {
    double cost = 0;
    double weight = 0;
    for (Impression row : rows) {
      boolean acted = row.candidate() >= threshold;
      cost += row.weight() * (acted ? 1 - row.click() : 4 * row.click());
      weight += row.weight();
    }
    return cost / weight;
  }

  @Test
  void calibrationErrorsOverBinsOfEqualWidth() {
    Result result = fixture.evaluate(SETTINGS);
    double[][] bins = new double[BINS][3];
    double[] squares = new double[BINS];
    for (Impression row : rows) {
      int bin = (int) (row.candidate() * BINS);
      bins[bin][0] += row.weight();
      bins[bin][1] += row.weight() * row.candidate();
      bins[bin][2] += row.weight() * row.click();
      squares[bin] += row.weight() * row.weight();
    }
    double weight = 0;
    double error = 0;
    for (double[] bin : bins) {
      weight += bin[0];
      error += Math.abs(bin[1] - bin[2]);
    }
    assertThat(value(result, "ECE(width)")).isCloseTo(error / weight, CLOSE);
    assertThat(value(result, "ECE(width,corrected)")).isBetween(0.0, error / weight);
    assertThat(value(result, "ECE(corrected)")).isBetween(0.0, value(result, "ECE"));
    Row corrected = result.metric("candidate", "ECE(width,corrected)");
    assertThat(corrected.<String>getAs("interval")).isEqualTo("none");
    assertThat(corrected.<Double>getAs("value"))
        .isCloseTo(Math.max(0, corrected(bins, squares, weight)), CLOSE);
  }

  @Test
  void calibrationErrorsAreThoseOfSql() {
    Result result = fixture.evaluate(SETTINGS);

    fixture.scores().createOrReplaceTempView("point_metrics_rows");
    for (String model : List.of("candidate", "production")) {
      for (Map.Entry<String, String> metric :
          Map.of(
                  "ECE", "binning=mass,bins=",
                  "ECE(width)", "binning=width,bins=",
                  "ECE(width,corrected)", "debiased=true,bins=")
              .entrySet()) {
        String call =
            "ece(score_" + model + ", label_click, weight, '" + metric.getValue() + BINS + "')";
        Row sql = TestSpark.session().sql("SELECT " + call + " FROM point_metrics_rows").first();
        assertThat(result.metric(model, metric.getKey()).<Double>getAs("value"))
            .as(call)
            .isCloseTo(sql.getDouble(0), CLOSE);
      }
    }
  }

  /** Neither calibration errors nor their differences have one; smooth losses do. */
  @Test
  void calibrationErrorsHaveNoInterval() {
    Result result = fixture.evaluate(SETTINGS);

    for (String metric : List.of("ECE", "ECE(width)", "ECE(corrected)", "ECE(width,corrected)")) {
      for (Row row : List.of(result.metric("candidate", metric), comparison(result, metric))) {
        assertThat(row.<Double>getAs("se")).as(metric).isNull();
        assertThat(row.<Double>getAs("ci_low")).as(metric).isNull();
      }
      assertThat(result.metric("candidate", metric).<String>getAs("interval")).isEqualTo("none");
      assertThat(comparison(result, metric).<Double>getAs("p_value")).as(metric).isNull();
      assertThat(result.reason("interval of " + metric)).contains("noise");
    }
    for (String metric : List.of("NormalisedEntropy", "Brier", "RMSE", "MAE")) {
      assertThat(comparison(result, metric).<Double>getAs("p_value")).as(metric).isNotNull();
    }
  }

  private static Row comparison(Result result, String metric) {
    return result.comparison(metric, "plain", "all", "all");
  }

  /** |gap| less the mean of |gap + noise| - |gap|, by numeric integration. */
  private static double corrected(double[][] bins, double[] squares, double weight) {
    double sum = 0;
    for (int bin = 0; bin < bins.length; bin++) {
      double rate = bins[bin][2] / bins[bin][0];
      double gap = bins[bin][1] / bins[bin][0] - rate;
      double rows = bins[bin][0] * bins[bin][0] / squares[bin];
      double error = Math.sqrt(rate * (1 - rate) / rows);
      double mean = 0;
      int steps = 200_000;
      for (int i = 0; i < steps; i++) {
        double z = -10 + 20 * (i + 0.5) / steps;
        mean += Math.abs(gap + error * z) * Math.exp(-z * z / 2) * 20 / steps;
      }
      mean /= Math.sqrt(2 * Math.PI);
      sum += bins[bin][0] / weight * (2 * Math.abs(gap) - mean);
    }
    return sum;
  }

  @Test
  void whereNoThresholdIsBestItIsSaid() {
    Result result = fixture.evaluate(SETTINGS[0], "evaluate.pointwise=[\"CostLoss(fp=1,fn=0)\"]");

    assertThat(value(result, "CostLoss(fp=1,fn=0)")).isZero();
    assertThat(result.metric("candidate", "BestThreshold(fp=1,fn=0)").<Double>getAs("value"))
        .isNull();
    assertThat(result.reason("BestThreshold(fp=1,fn=0) of candidate in slice all"))
        .isEqualTo("it is best to act on no row");
  }
}
