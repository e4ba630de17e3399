package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.kernel.rank.PlainMetrics.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RankingKernelPropertyTest {
  private static final List<MetricSpec> ALL =
      MetricSpec.parseList(
          "nDCG,nDCG@1,nDCG@3,nDCG(gain=linear)@2,DCG,DCG@3,AP,AP@3,AP(denominator=R)@2,AP(rel=2)@5,"
              + "RR,RR@2,P@1,P@3,P(rel=2)@5,R@2,R@4,HitRate@1,HitRate@3,RBP,RBP(p=0.5)@3,ERR@1,"
              + "ERR@3,ERR@20,ERR(max=3)@4,AUC,AUC(rel=2),wRR,wRR@3,MU@1,MU@3,"
              + "nDCG(gain=map:1:2;2:0.5;3:5),nDCG(gain=map:1:2;2:0.5;3:5)@2,"
              + "DCG(gain=map:1:2;2:0.5;3:5)@3");
  private static final List<MetricSpec> WEIGHTABLE =
      ALL.stream().filter(MetricSpec::supportsWeights).toList();

  @Provide
  Arbitrary<List<Row>> rows() {
    return request(Arbitraries.of(1.0, 2.0, 2.0, 3.0, Double.NaN, Double.POSITIVE_INFINITY), 7);
  }

  @Provide
  Arbitrary<List<Row>> longRows() {
    return request(Arbitraries.integers().between(0, 40).map(i -> i / 8.0), 300);
  }

  private static Arbitrary<List<Row>> request(Arbitrary<Double> scores, int size) {
    Arbitrary<Double> labels = Arbitraries.of(-1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 3.0);
    Arbitrary<Double> factors = Arbitraries.of(0.25, 0.5, 1.0, 1.7);
    return Combinators.combine(scores, labels, factors, factors, Arbitraries.longs().between(0, 3))
        .as(Row::new)
        .list()
        .ofMaxSize(size);
  }

  @Provide
  Arbitrary<List<Double>> unretrieved() {
    return Arbitraries.of(0.0, 1.0, 2.0).list().ofMaxSize(3);
  }

  @Property(tries = 400)
  void expectationIsTheMeanOverAllPermutations(
      @ForAll("rows") List<Row> rows, @ForAll("unretrieved") List<Double> unretrieved) {
    double[] values = evaluate(RankingKernel.builder(ALL).build(), rows, unretrieved);
    for (int i = 0; i < ALL.size(); i++) {
      check(ALL.get(i), values[i], PlainMetrics.expected(ALL.get(i), rows, unretrieved, false));
    }
  }

  @Property(tries = 300)
  void keysBreakTiesAndEqualKeysStayTied(@ForAll("rows") List<Row> rows) {
    double[] values =
        evaluate(RankingKernel.builder(ALL).ties(TiePolicy.HASH).build(), rows, List.of());
    for (int i = 0; i < ALL.size(); i++) {
      check(ALL.get(i), values[i], PlainMetrics.expected(ALL.get(i), rows, List.of(), true));
    }
  }

  @Property(tries = 300)
  void weightsMultiplyGains(@ForAll("rows") List<Row> rows) {
    double[] values =
        evaluate(RankingKernel.builder(WEIGHTABLE).rowWeights(true).build(), rows, List.of());
    for (int i = 0; i < WEIGHTABLE.size(); i++) {
      check(WEIGHTABLE.get(i), values[i], PlainMetrics.expectedWeighted(WEIGHTABLE.get(i), rows));
    }
  }

  @Property(tries = 300)
  void debiasedSumsWeighEachEngagementByItsInversePropensity(@ForAll("rows") List<Row> rows) {
    RankingKernel kernel = RankingKernel.builder(ALL).debiased(true).build();
    double[] values = evaluate(kernel, rows, List.of());
    double[] gains = new double[kernel.debiasedMetrics().size()];
    kernel.debiasedGains(gains, 0);
    for (int i = 0; i < kernel.debiasedMetrics().size(); i++) {
      MetricSpec spec = kernel.debiasedMetrics().get(i);
      check(spec, values[ALL.size() + i], PlainMetrics.expectedDebiased(spec, rows));
      check(spec, gains[i], gains(spec, rows));
    }
  }

  @Property(tries = 300)
  void debiasedSumsOfAPartAreThoseWithoutTheOtherLabels(@ForAll("rows") List<Row> rows) {
    RankingKernel kernel = RankingKernel.builder(ALL).debiased(true).build();
    int metrics = kernel.debiasedMetrics().size();
    int[] part = rows.stream().mapToInt(row -> (int) row.key() % 3).toArray();
    evaluate(kernel, rows, List.of());
    double[] sums = new double[3 * 2 * metrics];
    kernel.addDebiasedGains(part, sums, 2 * metrics, 0);
    kernel.addDebiasedSums(part, sums, 2 * metrics, metrics);
    for (int k = 0; k < 3; k++) {
      int own = k;
      List<Row> masked =
          rows.stream()
              .map(
                  row ->
                      (int) row.key() % 3 == own
                          ? row
                          : new Row(row.score(), 0, row.weight(), row.propensity(), row.key()))
              .toList();
      double[] values = evaluate(kernel, masked, List.of());
      double[] gains = new double[metrics];
      kernel.debiasedGains(gains, 0);
      for (int i = 0; i < metrics; i++) {
        check(ALL.get(i), sums[2 * metrics * k + i], gains[i]);
        check(ALL.get(i), sums[2 * metrics * k + metrics + i], values[ALL.size() + i]);
      }
    }
  }

  private static double gains(MetricSpec spec, List<Row> rows) {
    return rows.stream()
        .mapToDouble(row -> spec.relevance().of(row.label()) * row.weight() / row.propensity())
        .sum();
  }

  @Property(tries = 200)
  void valuesAreInRangeAndDoNotDependOnTheOrderOfRows(
      @ForAll("longRows") List<Row> rows, @ForAll @IntRange(max = 2) int policy, @ForAll int seed) {
    RankingKernel kernel =
        RankingKernel.builder(ALL).ties(TiePolicy.values()[policy]).debiased(true).build();
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    double[] values = evaluate(kernel, rows, List.of());
    assertThat(evaluate(kernel, shuffled, List.of())).containsExactly(values);
    for (int i = 0; i < ALL.size(); i++) {
      if (bounded(ALL.get(i)) && !Double.isNaN(values[i])) {
        assertThat(values[i]).as(ALL.get(i).toString()).isBetween(0.0, 1.0);
      }
    }
  }

  private static boolean bounded(MetricSpec spec) {
    return switch (spec.measure()) {
      case DCG, WRR, MEAN_UTILITY -> false;
      default -> true;
    };
  }

  /** Rows looked at where they lie, with others around them, and copied ones give the same bits. */
  @Property(tries = 300)
  void viewedRowsGiveTheSameBits(
      @ForAll("longRows") List<Row> rows, @ForAll @IntRange(max = 5) int before) {
    double[][] scores = new double[1][before + rows.size() + 3];
    double[][] labels = new double[1][scores[0].length];
    Arrays.fill(scores[0], 5);
    Arrays.fill(labels[0], 1);
    for (int i = 0; i < rows.size(); i++) {
      double score = rows.get(i).score();
      scores[0][before + i] = i % 7 == 0 ? RequestBuffer.MISSING : score;
      labels[0][before + i] = i % 11 == 0 ? Double.NaN : rows.get(i).label();
    }
    RequestBuffer copied = new RequestBuffer(1, 1);
    RequestBuffer viewed = new RequestBuffer(1, 1);
    for (TiePolicy ties : TiePolicy.values()) {
      RankingKernel kernel = RankingKernel.builder(ALL).ties(ties).build();
      copied.clear();
      copied.addRows(rows.size());
      copied.scores(0, 0, scores[0], before, rows.size());
      copied.labels(0, 0, labels[0], before, rows.size());
      viewed.view(scores, labels, before, rows.size());
      for (int i = 0; i < rows.size(); i++) {
        copied.tieKey(i, rows.get(i).key());
        viewed.tieKey(i, rows.get(i).key());
      }
      assertThat(evaluate(kernel, viewed)).isEqualTo(evaluate(kernel, copied));
      assertThat(viewed.missingScores(0)).isEqualTo(copied.missingScores(0));
      assertThat(viewed.negativeLabels(0)).isEqualTo(copied.negativeLabels(0));
    }
    viewed.clear();
    fill(viewed, rows, List.of());
    copied.clear();
    fill(copied, rows, List.of());
    RankingKernel kernel = RankingKernel.builder(ALL).build();
    assertThat(evaluate(kernel, viewed)).isEqualTo(evaluate(kernel, copied));
  }

  private static double[] evaluate(RankingKernel kernel, RequestBuffer request) {
    double[] values = new double[kernel.width()];
    kernel.prepare(request);
    kernel.evaluate(0, values, 0);
    return values;
  }

  @Property(tries = 200)
  void anIncreasingTransformOfTheScoresChangesNothing(@ForAll("longRows") List<Row> rows) {
    RankingKernel kernel = RankingKernel.builder(ALL).build();
    List<Row> transformed =
        rows.stream()
            .map(
                row ->
                    new Row(
                        Math.exp(row.score()) - 7,
                        row.label(),
                        row.weight(),
                        row.propensity(),
                        row.key()))
            .toList();
    assertThat(evaluate(kernel, transformed, List.of()))
        .containsExactly(evaluate(kernel, rows, List.of()));
  }

  @Property(tries = 200)
  void sortingAndCountingFindTheSameRanks(
      @ForAll("longRows") List<Row> rows, @ForAll boolean keyed) {
    RequestBuffer request = new RequestBuffer(1, 1);
    fill(request, rows, List.of());
    int[] wanted = new int[rows.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = i;
    }
    RankFinder counted = new RankFinder(keyed ? TiePolicy.HASH : TiePolicy.EXPECTED, 1 << 20);
    RankFinder sorted = new RankFinder(keyed ? TiePolicy.HASH : TiePolicy.EXPECTED, 0);
    counted.find(request, 0, wanted, wanted.length, wanted.length);
    sorted.find(request, 0, wanted, wanted.length, wanted.length);
    assertThat(sorted.scoreTies()).isEqualTo(counted.scoreTies());
    for (int row : wanted) {
      assertThat(sorted.ahead(row)).isEqualTo(counted.ahead(row));
      assertThat(sorted.tied(row)).isEqualTo(counted.tied(row));
    }
  }

  static double[] evaluate(RankingKernel kernel, List<Row> rows, List<Double> unretrieved) {
    RequestBuffer request = new RequestBuffer(2, 1);
    // A request before it must leave no trace.
    fill(request, List.of(Row.of(9, 3), Row.of(8, 2)), List.of(2.0));
    kernel.prepare(request);
    request.clear();
    fill(request, rows, unretrieved);
    kernel.prepare(request);
    double[] values = new double[kernel.width()];
    kernel.evaluate(1, values, 0);
    kernel.evaluate(0, values, 0);
    return values;
  }

  private static void fill(RequestBuffer request, List<Row> rows, List<Double> unretrieved) {
    for (Row row : rows) {
      int index = request.addRow();
      request.score(index, 0, row.score());
      if (request.models() > 1) {
        request.score(index, 1, -row.score());
      }
      request.label(index, 0, row.label());
      request.weight(index, row.weight());
      request.propensity(index, row.propensity());
      request.tieKey(index, row.key());
    }
    for (double label : unretrieved) {
      request.unretrievedLabel(request.addUnretrieved(), 0, label);
    }
  }

  private static void check(MetricSpec spec, double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as(spec.toString()).isNaN();
    } else {
      assertThat(actual).as(spec.toString()).isCloseTo(expected, within(1e-12));
    }
  }
}
