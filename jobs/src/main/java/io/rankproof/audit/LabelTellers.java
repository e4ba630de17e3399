package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Single features that tell the label of training rows, by their value or by being missing. */
final class LabelTellers {
  /** Standard errors that chance does not reach. */
  private static final double BEYOND_CHANCE = 4;

  /** Difference of the shares of missing values between the classes that is no accident. */
  private static final double MISSING_SEVERE = 0.3;

  private static final double MISSING_WARNING = 0.1;

  /** Where the rows with (without) a value are nearly all of one class that is rare elsewhere. */
  private static final double PURE = 0.9;

  private static final long FEW = 30;

  private final Sample sample;
  private final double most;
  private final Findings findings;

  LabelTellers(Sample sample, double most, Findings findings) {
    this.sample = sample;
    this.most = most;
    this.findings = findings;
  }

  void find() {
    sample
        .numbers()
        .forEach(
            (name, values) -> {
              value(name, values, row -> Sample.text(values[row]), Severity.SEVERE);
              missing(name, row -> Double.isNaN(values[row]));
            });
    sample
        .categories()
        .forEach(
            (name, codes) -> {
              double[] rates = FoldedRates.of(codes, sample::label, sample::isTrain, sample::half);
              value(name, rates, row -> sample.category(name, row), Severity.SEVERE);
              missing(name, row -> codes[row] < 0);
            });
    sample
        .scores()
        .forEach(
            (name, values) ->
                value("score " + name, values, row -> Sample.text(values[row]), Severity.WARNING));
    if (!findings.has(LeakKind.SINGLE_FEATURE_AUC)) {
      findings.clean(LeakKind.SINGLE_FEATURE_AUC, "there is no feature and no score");
    }
    if (!findings.has(LeakKind.MISSING_TELLS_LABEL)) {
      findings.clean(LeakKind.MISSING_TELLS_LABEL, "no feature has missing values");
    }
  }

  /**
   * @param values what orders the rows
   * @param shown the feature's own value in a row
   */
  private void value(String name, double[] values, IntFunction<String> shown, Severity worst) {
    Separation separation = Separation.of(values, sample::label, sample::isTrain);
    double certain = separation.strength() - 3 * separation.se();
    Severity severity = Severity.OK;
    if (certain > most) {
      severity = worst;
    } else if (certain > most - 0.05) {
      severity = Severity.WARNING;
    }
    findings.add(
        LeakKind.SINGLE_FEATURE_AUC,
        name,
        "AUC of the feature alone against the label, in train",
        separation.strength(),
        most,
        severity,
        severity == Severity.OK
            ? List.of()
            : sample.examples(row -> isPositive(row) && !Double.isNaN(values[row]), shown),
        "alone it orders "
            + Figures.percent(separation.strength())
            + " of the pairs of a positive and a negative row rightly"
            + (severity == Severity.SEVERE ? ": it knows what happened after the impression" : ""));
  }

  private boolean isPositive(int row) {
    return sample.isTrain(row) && sample.label(row);
  }

  private void missing(String name, Separation.Mask missing) {
    long[] rows = new long[4];
    for (int row = 0; row < sample.rows(); row++) {
      if (sample.isTrain(row)) {
        rows[(missing.has(row) ? 2 : 0) + (sample.label(row) ? 1 : 0)]++;
      }
    }
    long without = rows[2] + rows[3];
    long all = without + rows[0] + rows[1];
    long positives = rows[1] + rows[3];
    if (without == 0 || without == all || positives == 0 || positives == all) {
      return;
    }
    double ofPositives = (double) rows[3] / positives;
    double ofNegatives = (double) rows[2] / (all - positives);
    double share = (double) without / all;
    double error = Math.sqrt(share * (1 - share) * (1.0 / positives + 1.0 / (all - positives)));
    double difference = Math.abs(ofPositives - ofNegatives);
    boolean beyond = difference / error > BEYOND_CHANCE;
    boolean pure =
        isPure(rows[1], rows[0], positives, all) || isPure(rows[3], rows[2], positives, all);
    Severity severity = Severity.OK;
    if (beyond && (difference > MISSING_SEVERE || pure)) {
      severity = Severity.SEVERE;
    } else if (beyond && difference > MISSING_WARNING) {
      severity = Severity.WARNING;
    }
    findings.add(
        LeakKind.MISSING_TELLS_LABEL,
        name,
        "difference of the shares of missing values between positive and negative rows, in train",
        difference,
        MISSING_SEVERE,
        severity,
        severity == Severity.OK ? List.of() : examples(missing, ofPositives > ofNegatives),
        String.format(
            Locale.ROOT,
            "missing in %.1f%% of the positive and %.1f%% of the negative rows%s",
            100 * ofPositives,
            100 * ofNegatives,
            severity == Severity.SEVERE ? ": it is known only after the fact" : ""));
  }

  /** Rows without a value, of the class that has more of them. */
  private List<String> examples(Separation.Mask missing, boolean positive) {
    return sample.examples(
        row -> sample.isTrain(row) && missing.has(row) && sample.label(row) == positive,
        row -> "missing in a " + (positive ? "positive" : "negative") + " row");
  }

  private static boolean isPure(long positive, long negative, long positives, long all) {
    long rows = positive + negative;
    return rows >= FEW && positive > PURE * rows && positives < all / 2;
  }
}
