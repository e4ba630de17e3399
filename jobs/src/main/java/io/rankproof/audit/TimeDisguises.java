package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Features that are the time in disguise: a model learns from them what cannot come again. */
final class TimeDisguises {
  /** Agreement with the impression's time; what merely drifts stays below. */
  private static final double AS_TIME = 0.98;

  /** Rows that it takes to say when a category's value is in use. */
  private static final int FEW_ROWS = 10;

  private final Sample sample;
  private final boolean inTime;
  private final Findings findings;

  /**
   * @param inTime whether the split promises sets in order of time
   */
  TimeDisguises(Sample sample, boolean inTime, Findings findings) {
    this.sample = sample;
    this.inTime = inTime;
    this.findings = findings;
  }

  void find() {
    sample.numbers().forEach((name, values) -> time(name, values, row -> Sample.text(values[row])));
    sample
        .categories()
        .forEach(
            (name, codes) -> time(name, meanTimeRanks(codes), row -> sample.category(name, row)));
    if (!findings.has(LeakKind.ENCODES_TIME)) {
      findings.clean(LeakKind.ENCODES_TIME, "no feature follows the impression's time");
    }
  }

  private void time(String name, double[] values, IntFunction<String> shown) {
    double agreement = Ranks.agreement(values, sample.times());
    if (agreement > AS_TIME) {
      findings.add(
          LeakKind.ENCODES_TIME,
          name,
          "rank correlation with the impression's time, of the largest that its equal values allow",
          agreement,
          AS_TIME,
          inTime ? Severity.SEVERE : Severity.WARNING,
          sample.examples(row -> !Double.isNaN(values[row]), row -> atTime(shown, row)),
          "its rank correlation with the time is "
              + Figures.number(agreement)
              + " of the largest that it can have: in another set it has values that no model has"
              + " learned from");
    }
  }

  /**
   * A category as a number: the mean rank of the times of its value. Values with few rows are left
   * out, and all of them where most rows have such a value.
   */
  private double[] meanTimeRanks(int[] codes) {
    double[] ranks = Ranks.of(sample.times());
    int values = Arrays.stream(codes).max().orElse(-1) + 1;
    double[] sums = new double[values];
    int[] rows = new int[values];
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] >= 0) {
        sums[codes[row]] += ranks[row];
        rows[codes[row]]++;
      }
    }
    int kept = Arrays.stream(rows).filter(n -> n >= FEW_ROWS).sum();
    boolean most = 2 * kept > Arrays.stream(rows).sum();
    return Arrays.stream(codes)
        .mapToDouble(
            code ->
                most && code >= 0 && rows[code] >= FEW_ROWS ? sums[code] / rows[code] : Double.NaN)
        .toArray();
  }

  private String atTime(IntFunction<String> shown, int row) {
    return shown.apply(row) + " at " + Audited.instant((long) sample.times()[row]);
  }
}
