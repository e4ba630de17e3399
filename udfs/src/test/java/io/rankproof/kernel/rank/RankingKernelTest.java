package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingKernelTest {
  /** Labels in ranked order; values worked by hand or from the source named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Wikipedia, "Discounted cumulative gain": 6.861 / 7.141.
        "DCG(gain=linear)@6  | 3 2 3 0 1 2 | 6.861126688593502",
        "nDCG(gain=linear)@6 | 3 2 3 0 1 2 | 0.9608081943360617",
        // 7 + 3/log2(3) + 7/2 + 1/log2(6) + 3/log2(7)
        "DCG@6               | 3 2 3 0 1 2 | 13.848263629272981",
        "DCG(gain=map:1:1;2:5;3:10)@2 | 3 2 3 0 1 2 | 13.154648767857288",
        // (1 + 2/3 + 3/6) / 3; cut at 2: 1/min(3, 2) or 1/3
        "AP                  | 1 0 1 0 0 1 | 0.7222222222222222",
        "AP@2                | 1 0 1 0 0 1 | 0.5",
        "AP(denominator=R)@2 | 1 0 1 0 0 1 | 0.3333333333333333",
        "RR                  | 0 0 1 0 1   | 0.3333333333333333",
        "RR@2                | 0 0 1 0 1   | 0",
        "P@3                 | 0 1 1 1     | 0.6666666666666666",
        // A list shorter than k is still divided by k.
        "P@10                | 1 1         | 0.2",
        "R@2                 | 0 1 1 1     | 0.3333333333333333",
        "HitRate@2           | 0 1 1 1     | 1",
        "HitRate@1           | 0 1 1 1     | 0",
        // 0.2 (1 + 0.8^2)
        "RBP(p=0.8)          | 1 0 1       | 0.328",
        // Chapelle et al. 2009, R = (7/16, 3/16): 7/16 + 1/2 * 9/16 * 3/16
        "ERR@2               | 3 2         | 0.490234375",
        "ERR(max=1)@2        | 1 1         | 0.625",
        // 1 pair of 4 in the wrong order (scikit-learn's roc_auc_score example)
        "AUC                 | 1 0 1 0     | 0.75",
        "AUC(rel=2)          | 2 1 2 0     | 0.75",
        "wRR                 | 1 0 0 1     | 1.25",
        "nDCG                | 1           | 1",
        // (1 - 2) / 2, -2 / 1 of a list with nothing good, and the value of nothing at all
        "MU@2                | 1 -2 3      | -0.5",
        "MU@1                | -2 -1       | -2",
        "MU@4                | 0 0         | 0",
        "MU@4                | 1.5 -0.5    | 0.25",
      })
  void workedExamples(String metric, String labels, double expected) {
    double[] ranked = numbers(labels);
    double[] scores =
        DoubleStream.iterate(ranked.length, s -> s - 1).limit(ranked.length).toArray();
    assertThat(evaluate(metric, scores, ranked)).isCloseTo(expected, within(1e-14));
  }

  /** One relevant row among four with the same score: the mean over ranks 1, 2, 3, 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nDCG      | 0.6404015779112127",
        "RR        | 0.5208333333333334",
        "AP        | 0.5208333333333334",
        "P@2       | 0.25",
        "R@2       | 0.5",
        "HitRate@2 | 0.5",
        "AUC       | 0.5",
        "RBP       | 0.1476",
        "ERR(max=1)@4 | 0.2604166666666667",
      })
  void aConstantScoreGetsChanceLevel(String metric, double expected) {
    assertThat(evaluate(metric, new double[4], numbers("0 0 1 0")))
        .isCloseTo(expected, within(1e-14));
  }

  @Test
  void missingScoresRankLastTiedAndAreCounted() {
    double[] scores = {Double.NaN, Double.POSITIVE_INFINITY, -1e300};
    assertThat(evaluate("RR", scores, numbers("0 1 0"))).isEqualTo((1 / 2.0 + 1 / 3.0) / 2);
    RequestBuffer request = request(scores, numbers("0 1 -2"));
    assertThat(request.missingScores(0)).isEqualTo(2);
    assertThat(request.negativeLabels(0)).isEqualTo(1);
  }

  @Test
  void zerosOfEitherSignAreOneScore() {
    assertThat(evaluate("RR", new double[] {0.0, -0.0}, numbers("1 0"))).isEqualTo(0.75);
  }

  @Test
  void requestsWithoutAPositiveHaveNoValue() {
    assertThat(evaluate("nDCG@10", new double[] {1, 2}, numbers("0 -1"))).isNaN();
    assertThat(evaluate("AUC", new double[] {1, 2}, numbers("1 1"))).isNaN();
    assertThat(evaluate("RR", new double[0], new double[0])).isNaN();
  }

  @Test
  void judgedRowsNeverRetrievedCountInTheIdealOnly() {
    RankingKernel kernel =
        RankingKernel.builder(MetricSpec.parseList("nDCG(gain=linear)@2,R@2,AP,RR,AUC")).build();
    RequestBuffer request = request(new double[] {2, 1}, numbers("1 0"));
    request.unretrievedLabel(request.addUnretrieved(), 0, 2);
    double[] out = new double[kernel.width()];
    kernel.prepare(request);
    kernel.evaluate(0, out, 0);
    double ideal = 2 + 1 / (Math.log(3) / Math.log(2));
    assertThat(out[0]).isCloseTo(1 / ideal, within(1e-15));
    assertThat(out[1]).isEqualTo(0.5);
    assertThat(out[2]).isEqualTo(0.5);
    assertThat(out[3]).isEqualTo(1);
    assertThat(out[4]).isEqualTo(1);
  }

  @Test
  void debiasedSumsCoverRequestsWithoutEngagement() {
    RankingKernel kernel =
        RankingKernel.builder(MetricSpec.parseList("nDCG@2,DCG@2,P@2")).debiased(true).build();
    RequestBuffer request = request(new double[] {3, 2, 1}, numbers("0 1 0"));
    request.propensity(1, 0.25);
    request.propensity(0, Double.NaN);
    double[] out = new double[kernel.width()];
    kernel.prepare(request);
    kernel.evaluate(0, out, 0);
    assertThat(out[3]).isCloseTo(4 * Math.log(2) / Math.log(3), within(1e-14));
    assertThat(out[4]).isEqualTo(2);
    double[] gains = new double[2];
    kernel.debiasedGains(gains, 0);
    assertThat(gains).containsExactly(4, 4);
    kernel.prepare(request(new double[] {3}, numbers("0")));
    kernel.evaluate(0, out, 0);
    assertThat(out).containsExactly(Double.NaN, Double.NaN, Double.NaN, 0, 0);
  }

  @Test
  void labelsByNameAndTheShareOfTies() {
    RankingKernel kernel =
        RankingKernel.builder(MetricSpec.parseList("P@1,P(label=save)@1,P(label=click)@1"))
            .labels(List.of("click", "save"))
            .build();
    RequestBuffer request = new RequestBuffer(1, 2);
    double[][] rows = {{5, 1, 0}, {4, 1, 1}, {4, 0, 0}, {6, 0, 1}};
    for (double[] row : rows) {
      int index = request.addRow();
      request.score(index, 0, row[0]);
      request.label(index, 0, row[1]);
      request.label(index, 1, row[2]);
    }
    double[] out = new double[3];
    kernel.prepare(request);
    kernel.evaluate(0, out, 0);
    assertThat(out).containsExactly(0, 1, 0);
    assertThat(kernel.relevantRows()).isEqualTo(3);
    assertThat(kernel.tiedRelevantRows()).isEqualTo(1);
  }

  /** Counted one by one and, where many rows matter, from one sort. */
  @ParameterizedTest
  @CsvSource({"1, EXPECTED", "100, EXPECTED", "1, HASH", "100, HASH"})
  void negativeLabelsAreNotRelevantThoughTheirRanksCount(int times, TiePolicy ties) {
    double[][] rows = {{5, 1}, {4, -1}, {4, 1}, {3, -2}, {3, -1}, {2, 1}, {2, 0}, {1, 0}};
    RequestBuffer request = new RequestBuffer(1, 1);
    for (int i = 0; i < times; i++) {
      for (double[] row : rows) {
        int index = request.addRow();
        request.score(index, 0, row[0] + 10 * i);
        request.label(index, 0, row[1]);
        request.tieKey(index, index);
      }
    }
    for (String metrics : List.of("nDCG@3", "MU@3", "MU@3,nDCG@3")) {
      RankingKernel kernel =
          RankingKernel.builder(MetricSpec.parseList(metrics)).ties(ties).build();
      kernel.prepare(request);
      kernel.evaluate(0, new double[kernel.width()], 0);
      assertThat(kernel.relevantRows()).as(metrics).isEqualTo(3 * times);
      assertThat(kernel.tiedRelevantRows()).as(metrics).isEqualTo(2 * times);
    }
  }

  @Test
  void hugeTiesStayExactAndFinite() {
    int rows = 200_000;
    double[] labels = new double[rows];
    labels[17] = 1;
    assertThat(evaluate("HitRate@10", new double[rows], labels)).isCloseTo(5e-5, within(1e-15));
    assertThat(evaluate("ERR(max=1)@10", new double[rows], labels))
        .isCloseTo(0.5 * 2.9289682539682538 / rows, within(1e-15));
  }

  @Test
  void wrongInputIsRefused() {
    RequestBuffer request = request(new double[] {1}, numbers("5"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate("ERR@10", new double[] {1}, numbers("5")))
        .withMessage(
            "label 5 is above the scale of ERR (max=4): name the highest grade, as in"
                + " ERR(max=5)@10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate("nDCG@10", new double[] {1}, numbers("1024")))
        .withMessage(
            "label 1024 is too large for 2^label - 1, which takes labels up to 500: use"
                + " gain=linear, or grades");
    assertThat(evaluate("nDCG@10", new double[] {2, 1}, numbers("500 500"))).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate("DCG(gain=map:1:1)@10", new double[] {1}, numbers("5")))
        .withMessageContaining("label 5 has no entry in the gain map map:1:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.label(0, 0, Double.NaN))
        .withMessage("label NaN is not finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.weight(0, -1))
        .withMessage("weight -1.0 is not finite and 0 or more");
    request.propensity(0, 0);
    RankingKernel debiased =
        RankingKernel.builder(MetricSpec.parseList("DCG@1")).debiased(true).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> debiased.prepare(request))
        .withMessageStartingWith("propensity 0.0 of an engaged row is not finite and above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankingKernel.builder(MetricSpec.parseList("P(label=buy)@1")).build())
        .withMessageContaining("no label 'buy'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RankingKernel.builder(MetricSpec.parseList("AP@5")).rowWeights(true).build())
        .withMessageContaining("AP@5 has no weighted version");
  }

  private static double evaluate(String metric, double[] scores, double[] labels) {
    RankingKernel kernel = RankingKernel.builder(List.of(MetricSpec.parse(metric))).build();
    kernel.prepare(request(scores, labels));
    double[] out = new double[1];
    kernel.evaluate(0, out, 0);
    return out[0];
  }

  private static RequestBuffer request(double[] scores, double[] labels) {
    RequestBuffer request = new RequestBuffer(1, 1);
    for (int i = 0; i < scores.length; i++) {
      int row = request.addRow();
      request.score(row, 0, scores[i]);
      request.label(row, 0, labels[i]);
    }
    return request;
  }

  private static double[] numbers(String text) {
    return List.of(text.strip().split(" ")).stream().mapToDouble(Double::parseDouble).toArray();
  }
}
