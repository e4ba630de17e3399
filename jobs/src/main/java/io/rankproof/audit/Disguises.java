package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Features that are the time or an id in disguise: a model learns from them what cannot come again.
 */
final class Disguises {
  /** Agreement with the impression's time; what merely drifts stays below. */
  private static final double AS_TIME = 0.98;

  /** Share of the rows in which the feature is the number in the id. */
  private static final double AS_ID = 0.99;

  private static final int FEW_IDS = 50;

  /** Rows that it takes to say when a category's value is in use. */
  private static final int FEW_ROWS = 10;

  private final Sample sample;
  private final boolean inTime;
  private final Findings findings;

  /**
   * @param inTime whether the split promises sets in order of time
   */
  Disguises(Sample sample, boolean inTime, Findings findings) {
    this.sample = sample;
    this.inTime = inTime;
    this.findings = findings;
  }

  void find() {
    sample
        .numbers()
        .forEach(
            (name, values) -> {
              time(name, values, row -> Sample.text(values[row]));
              id(name, values);
            });
    sample
        .categories()
        .forEach(
            (name, codes) -> {
              IntFunction<String> shown = row -> sample.category(name, row);
              time(name, meanTimeRanks(codes), shown);
              ownForEvery(name, codes, false, "a value", shown);
            });
    if (!findings.has(LeakKind.ENCODES_TIME)) {
      findings.clean(LeakKind.ENCODES_TIME, "no feature follows the impression's time");
    }
    if (!findings.has(LeakKind.ENCODES_ID)) {
      findings.clean(LeakKind.ENCODES_ID, "no feature is the id of a request, user or item");
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

  private void id(String name, double[] values) {
    IntFunction<String> shown = row -> Sample.text(values[row]);
    for (Map.Entry<String, double[]> id : sample.idNumbers().entrySet()) {
      double[] numbers = id.getValue();
      double same = equal(values, numbers);
      if (same >= AS_ID && ids(id.getKey(), values) >= FEW_IDS) {
        List<String> examples = examples(id.getKey(), row -> values[row] == numbers[row], shown);
        disguised(name, id.getKey(), same, "the number in the id of the " + id.getKey(), examples);
        return;
      }
    }
    if (isWhole(values)) {
      // one row per id: any number with many values has one of its own for each
      ownForEvery(name, distinct(values), true, "a whole number", shown);
    }
  }

  /** The request, user or item that the feature has a value of its own for. */
  private void ownForEvery(
      String name, int[] codes, boolean onlyRepeated, String what, IntFunction<String> shown) {
    for (Map.Entry<String, int[]> id : sample.ids().entrySet()) {
      int[] ids = id.getValue();
      OptionalDouble share = new OneToOne(codes, ids, FEW_IDS).share(onlyRepeated);
      if (share.isPresent() && share.getAsDouble() >= AS_ID) {
        List<String> examples =
            examples(id.getKey(), row -> codes[row] >= 0 && ids[row] >= 0, shown);
        String own = what + " of its own for every " + id.getKey();
        disguised(name, id.getKey(), share.getAsDouble(), own, examples);
        return;
      }
    }
  }

  private List<String> examples(String id, Separation.Mask rows, IntFunction<String> shown) {
    return sample.examples(
        rows, row -> shown.apply(row) + " for the " + id + " " + sample.id(id, row));
  }

  private void disguised(String name, String id, double share, String what, List<String> examples) {
    findings.add(
        LeakKind.ENCODES_ID,
        name,
        "share of the rows with a value in which it is the id",
        share,
        AS_ID,
        Severity.SEVERE,
        examples,
        String.format(
            Locale.ROOT,
            "it is %s in %.1f%% of the rows that have one: models learn the %s by heart",
            what,
            100 * share,
            id));
  }

  /** Share of the rows with both that have the same. */
  private static double equal(double[] values, double[] others) {
    int rows = 0;
    int same = 0;
    for (int row = 0; row < values.length; row++) {
      if (!Double.isNaN(values[row]) && !Double.isNaN(others[row])) {
        rows++;
        same += values[row] == others[row] ? 1 : 0;
      }
    }
    return rows == 0 ? 0 : (double) same / rows;
  }

  private static boolean isWhole(double[] values) {
    return Arrays.stream(values).allMatch(v -> Double.isNaN(v) || v == Math.rint(v));
  }

  /** Requests, users or items that have a number and a value. */
  private long ids(String id, double[] values) {
    int[] codes = sample.ids().get(id);
    double[] numbers = sample.idNumbers().get(id);
    return IntStream.range(0, codes.length)
        .filter(row -> !Double.isNaN(values[row]) && !Double.isNaN(numbers[row]))
        .map(row -> codes[row])
        .distinct()
        .count();
  }

  /** Values as codes from 0; -1: missing. */
  private static int[] distinct(double[] values) {
    double[] sorted =
        Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().distinct().toArray();
    int[] codes = new int[values.length];
    for (int row = 0; row < values.length; row++) {
      codes[row] = Double.isNaN(values[row]) ? -1 : Arrays.binarySearch(sorted, values[row]);
    }
    return codes;
  }
}
