package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Features that are an id in disguise: a model learns from them by heart what cannot come again.
 */
final class IdDisguises {
  /** Share of the rows in which the feature is the id. */
  private static final double AS_ID = 0.99;

  private static final int FEW_IDS = 50;

  private final Sample sample;
  private final Audited audited;
  private final Findings findings;

  IdDisguises(Sample sample, Audited audited, Findings findings) {
    this.sample = sample;
    this.audited = audited;
    this.findings = findings;
  }

  void find() {
    List<OwnValues> candidates = new ArrayList<>();
    sample.numbers().forEach((name, values) -> candidates.addAll(number(name, values)));
    sample.categories().forEach((name, codes) -> candidates.addAll(category(name, codes)));
    Set<String> reported = new HashSet<>();
    for (OwnValues own : OwnValues.confirmed(audited.rows(), candidates)) {
      if (reported.add(own.feature())) {
        report(own);
      }
    }
    if (!findings.has(LeakKind.ENCODES_ID)) {
      findings.clean(LeakKind.ENCODES_ID, "no feature is the id of a request, user or item");
    }
  }

  /** What a number that is not the one in an id may be: a number of an id's own. */
  private List<OwnValues> number(String name, double[] values) {
    IntFunction<String> shown = row -> Sample.text(values[row]);
    boolean known =
        isInTheId(name, values, shown)
            || !isWhole(values)
            || isTooRare(name, row -> !Double.isNaN(values[row]));
    // what is measured (a length, a duration) has a value of its own for each as well
    return known
        ? List.of()
        : own(name, "feature_" + name, distinct(values), "a whole number", Severity.WARNING, shown);
  }

  private boolean isInTheId(String name, double[] values, IntFunction<String> shown) {
    for (Map.Entry<String, double[]> id : sample.idNumbers().entrySet()) {
      double[] numbers = id.getValue();
      Separation.Mask same = row -> values[row] == numbers[row];
      double share = equal(values, numbers);
      if (share >= AS_ID && numbers(numbers, same) >= FEW_IDS) {
        String what = "the number in the id of the " + id.getKey();
        List<String> examples = examples(id.getKey(), same, shown);
        report(new OwnValues(name, "", id.getKey(), what, Severity.SEVERE, share, examples));
        return true;
      }
    }
    return false;
  }

  private List<OwnValues> category(String name, int[] codes) {
    return isTooRare(name, row -> codes[row] >= 0)
        ? List.of()
        : own(
            name,
            "category_" + name,
            codes,
            "a value",
            Severity.SEVERE,
            row -> sample.category(name, row));
  }

  /** Requests, users and items that the feature seems to have a value of its own for. */
  private List<OwnValues> own(
      String name,
      String column,
      int[] codes,
      String what,
      Severity severity,
      IntFunction<String> shown) {
    List<OwnValues> own = new ArrayList<>();
    sample
        .ids()
        .forEach(
            (id, ids) -> {
              OptionalDouble share = new OneToOne(codes, ids, FEW_IDS).share();
              if (share.isPresent() && share.getAsDouble() >= AS_ID) {
                List<String> examples =
                    examples(id, row -> codes[row] >= 0 && ids[row] >= 0, shown);
                String whose = what + " of its own for every " + id;
                own.add(
                    new OwnValues(
                        name, column, id, whose, severity, share.getAsDouble(), examples));
              }
            });
    return own;
  }

  /** Whether a part of the log has too few values of a feature to tell; it is said then. */
  private boolean isTooRare(String name, Separation.Mask present) {
    long rows = IntStream.range(0, sample.rows()).filter(present::has).count();
    boolean rare = rows < FEW_IDS && sample.rows() < audited.rowCount();
    if (rare) {
      findings.unknown(
          LeakKind.ENCODES_ID,
          name,
          Findings.share(rows, sample.rows())
              + " rows of the sample have a value, too few to tell; raise audit.sample-rows");
    }
    return rare;
  }

  private List<String> examples(String id, Separation.Mask rows, IntFunction<String> shown) {
    return sample.examples(
        rows, row -> shown.apply(row) + " for the " + id + " " + sample.id(id, row));
  }

  private void report(OwnValues own) {
    findings.add(
        LeakKind.ENCODES_ID,
        own.feature(),
        "share of the rows with a value in which it is the id",
        own.share(),
        AS_ID,
        own.severity(),
        own.examples(),
        String.format(
            Locale.ROOT,
            "it is %s in %s of the rows that have one: models learn the %s by heart%s",
            own.what(),
            Figures.percent(own.share()),
            own.id(),
            own.severity() == Severity.SEVERE
                ? ""
                : ", unless it is something measured, as a length or a duration"));
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

  /** Different numbers in these rows: a version that all ids begin with is one. */
  private static long numbers(double[] numbers, Separation.Mask rows) {
    return IntStream.range(0, numbers.length)
        .filter(rows::has)
        .mapToDouble(row -> numbers[row])
        .distinct()
        .count();
  }

  private static boolean isWhole(double[] values) {
    return Arrays.stream(values).allMatch(v -> Double.isNaN(v) || v == Math.rint(v));
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
