package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adversarial validation: how well features tell rows of test from rows of train. A model is fitted
 * on half of the users and judged on the other half.
 */
final class Distinguishability {
  private static final double NOTABLE = 0.6;
  private static final int MOST_ROWS = 30_000;
  private static final int MOST_TELLING = 3;

  private Distinguishability() {}

  static void find(Sample sample, Findings findings) {
    Inputs inputs =
        Inputs.of(
            sample,
            sample::isTest,
            row -> inOneOf(sample, row),
            row -> inOneOf(sample, row) && sample.half(row));
    if (inputs.isEmpty()) {
      findings.unknown(LeakKind.SET_DISTINGUISHABILITY, "train/test", "there is no feature");
      return;
    }
    int[] learned =
        IntStream.range(0, sample.rows())
            .filter(row -> inOneOf(sample, row) && sample.half(row))
            .toArray();
    int step = Math.max(1, learned.length / MOST_ROWS);
    int[] thinned = IntStream.range(0, learned.length / step).map(i -> learned[i * step]).toArray();
    RidgeLogistic model = RidgeLogistic.fit(inputs.matrix(), thinned, sample::isTest);
    double[] scores = IntStream.range(0, sample.rows()).mapToDouble(model::score).toArray();
    Separation told =
        Separation.of(scores, sample::isTest, row -> inOneOf(sample, row) && !sample.half(row));
    boolean notable = told.strength() > NOTABLE && Math.abs(told.z()) > 4;
    findings.add(
        LeakKind.SET_DISTINGUISHABILITY,
        "train/test",
        "AUC of a model that tells test from train, on users it was not fitted on",
        told.strength(),
        NOTABLE,
        notable ? Severity.INFO : Severity.OK,
        notable ? mostLikeTest(sample, scores) : List.of(),
        "features tell a row of test from one of train in "
            + Figures.percent(told.strength())
            + " of the pairs; the most telling alone: "
            + inputs.mostTelling(MOST_TELLING).collect(Collectors.joining(", "))
            + inputs.leftOut());
  }

  /** Rows of test that the model takes for it most surely. */
  private static List<String> mostLikeTest(Sample sample, double[] scores) {
    return sample.extremes(
        row -> sample.isTest(row) && !sample.half(row),
        row -> scores[row],
        row -> "log-odds of test " + Figures.number(scores[row]));
  }

  private static boolean inOneOf(Sample sample, int row) {
    return sample.isTrain(row) || sample.isTest(row);
  }
}
