package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Features that are the time or an id in disguise: a model learns from them what cannot come again.
 */
final class Disguises {
  /** Spearman correlation with the impression's time; what merely drifts stays below. */
  private static final double AS_TIME = 0.98;

  /** Share of the rows in which the feature is the number in the id. */
  private static final double AS_ID = 0.99;

  private static final int FEW_IDS = 50;

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
              time(name, values);
              id(name, values);
            });
    sample.categories().forEach(this::category);
    if (!findings.has(LeakKind.ENCODES_TIME)) {
      findings.clean(
          LeakKind.ENCODES_TIME, "no numeric feature rises or falls with the impression's time");
    }
    if (!findings.has(LeakKind.ENCODES_ID)) {
      findings.clean(LeakKind.ENCODES_ID, "no feature is the id of a request, user or item");
    }
  }

  private void time(String name, double[] values) {
    double correlation = Math.abs(Ranks.correlation(values, sample.times()));
    if (correlation > AS_TIME) {
      findings.add(
          LeakKind.ENCODES_TIME,
          name,
          "rank correlation with the impression's time",
          correlation,
          AS_TIME,
          inTime ? Severity.SEVERE : Severity.WARNING,
          sample.examples(row -> !Double.isNaN(values[row]), row -> atTime(values, row)),
          "its rank correlation with the time is "
              + Figures.number(correlation)
              + ": in another set it has values that no model has learned from");
    }
  }

  private String atTime(double[] values, int row) {
    return Sample.text(values[row]) + " at " + Audited.instant((long) sample.times()[row]);
  }

  private void id(String name, double[] values) {
    IntFunction<String> shown = row -> Sample.text(values[row]);
    for (Map.Entry<String, double[]> id : sample.idNumbers().entrySet()) {
      double[] numbers = id.getValue();
      double same = equal(values, numbers);
      int[] codes = sample.ids().get(id.getKey());
      if (same >= AS_ID && ids(codes) >= FEW_IDS) {
        List<String> examples = examples(id.getKey(), row -> values[row] == numbers[row], shown);
        disguised(name, id.getKey(), same, "the number in the id of the " + id.getKey(), examples);
        return;
      }
      if (isWhole(values) && isOneToOne(distinct(values), codes)) {
        List<String> examples = examples(id.getKey(), row -> true, shown);
        disguised(
            name, id.getKey(), 1, "a whole number of its own for every " + id.getKey(), examples);
        return;
      }
    }
  }

  private void category(String name, int[] codes) {
    for (Map.Entry<String, int[]> id : sample.ids().entrySet()) {
      if (isOneToOne(codes, id.getValue())) {
        List<String> examples =
            examples(id.getKey(), row -> true, row -> sample.category(name, row));
        disguised(name, id.getKey(), 1, "a value of its own for every " + id.getKey(), examples);
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
        "share of the rows in which it is the id",
        share,
        AS_ID,
        Severity.SEVERE,
        examples,
        String.format(
            Locale.ROOT,
            "it is %s in %.1f%% of the rows: models learn the %s by heart",
            what,
            100 * share,
            id));
  }

  private static double equal(double[] values, double[] others) {
    int rows = 0;
    int same = 0;
    for (int row = 0; row < values.length; row++) {
      if (!Double.isNaN(values[row])) {
        rows++;
        same += values[row] == others[row] ? 1 : 0;
      }
    }
    return rows == 0 ? 0 : (double) same / rows;
  }

  private static boolean isWhole(double[] values) {
    return Arrays.stream(values).allMatch(v -> Double.isNaN(v) || v == Math.rint(v));
  }

  private static int ids(int[] codes) {
    return (int) Arrays.stream(codes).filter(code -> code >= 0).distinct().count();
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

  private static boolean isOneToOne(int[] codes, int[] ids) {
    int distinct = ids(ids);
    if (distinct < FEW_IDS || ids(codes) != distinct) {
      return false;
    }
    Set<Long> pairs = new HashSet<>();
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] < 0 || ids[row] < 0) {
        return false;
      }
      pairs.add(((long) codes[row] << 32) | ids[row]);
      if (pairs.size() > distinct) {
        return false;
      }
    }
    return true;
  }
}
