package io.rankproof.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;

import io.rankproof.audit.Audited.SetTimes;
import io.rankproof.config.LeakKind;
import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Labels;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.split.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** Sets in order of time, labels decided before the next set begins, features of the past. */
final class Dates {
  /** Clocks differ a little; beyond this share it is no accident. */
  private static final double ACCIDENT = 0.001;

  private final Audited audited;
  private final Findings findings;
  private final Map<String, Column> sums = new LinkedHashMap<>();

  Dates(Audited audited, Findings findings) {
    this.audited = audited;
    this.findings = findings;
  }

  void find() {
    order(Sets.TRAIN, Sets.VALIDATION);
    order(Sets.VALIDATION, Sets.TEST);
    Map<String, Long> counts = counts();
    for (String engagement : audited.config().label().engagements().keySet()) {
      cutOff(engagement, Sets.TRAIN, Sets.VALIDATION, counts);
      cutOff(engagement, Sets.VALIDATION, Sets.TEST, counts);
    }
    dated(counts);
  }

  private void order(String before, String after) {
    SetTimes earlier = audited.sets().get(before);
    SetTimes later = audited.sets().get(after);
    if (earlier == null || later == null) {
      return;
    }
    long gap = audited.config().split().gap().toNanos() / 1000;
    double hours = (later.first() - earlier.last() - gap) / 3.6e9;
    boolean promised = audited.promises(Promise.TIME);
    Severity broken = promised ? Severity.SEVERE : Severity.INFO;
    findings.add(
        LeakKind.TIME_ORDER,
        before + "/" + after,
        "hours from the end of the earlier set and the gap to the later set",
        hours,
        0,
        hours >= 0 ? Severity.OK : broken,
        hours >= 0 ? List.of() : examplesBefore(earlier.last() + gap, after),
        before
            + " ends "
            + Audited.instant(earlier.last())
            + ", "
            + after
            + " begins "
            + Audited.instant(later.first())
            + (promised
                ? ", gap " + audited.config().split().gap()
                : "; the split has no windows"));
  }

  private List<String> examplesBefore(long micros, String set) {
    Column isIn = col("split").equalTo(set);
    return examples(isIn.and(unix_micros(col("time")).lt(micros)), col("split"));
  }

  private Map<String, Long> counts() {
    audited
        .config()
        .label()
        .engagements()
        .keySet()
        .forEach(
            name -> {
              late(name, Sets.TRAIN, Sets.VALIDATION);
              late(name, Sets.VALIDATION, Sets.TEST);
            });
    sums.put("rows", count(lit(1)));
    datedColumns()
        .forEach((name, column) -> sums.put("dated " + name, count_if(column.gt(col("time")))));
    List<Column> columns = new ArrayList<>(sums.values());
    Row row =
        audited.rows().agg(columns.get(0), columns.stream().skip(1).toArray(Column[]::new)).head();
    Map<String, Long> counts = new LinkedHashMap<>();
    sums.keySet().forEach(name -> counts.put(name, row.getLong(counts.size())));
    return counts;
  }

  private void late(String engagement, String set, String next) {
    Column positive = col("split").equalTo(set).and(col(Labels.column(engagement)).gt(0));
    Column at = col(LogColumns.engaged(engagement));
    sums.put(set + " positive " + engagement, count_if(positive));
    sums.put(set + " untimed " + engagement, count_if(positive.and(at.isNull())));
    sums.put(set + " late " + engagement, count_if(late(positive, at, next)));
  }

  private Column late(Column positive, Column at, String next) {
    SetTimes later = audited.sets().get(next);
    return later == null
        ? lit(false)
        : coalesce(positive.and(unix_micros(at).geq(later.first())), lit(false));
  }

  private void cutOff(String engagement, String set, String next, Map<String, Long> counts) {
    long positive = counts.get(set + " positive " + engagement);
    long untimed = counts.get(set + " untimed " + engagement);
    long late = counts.get(set + " late " + engagement);
    String subject = engagement + " in " + set;
    if (positive > 0 && untimed == positive) {
      findings.unknown(
          LeakKind.EVENTS_AFTER_CUT_OFF,
          subject,
          "the log does not say when " + engagement + " happened");
      return;
    }
    Severity severe = audited.promises(Promise.TIME) ? Severity.SEVERE : Severity.INFO;
    findings.add(
        LeakKind.EVENTS_AFTER_CUT_OFF,
        subject,
        "share of the positive labels whose engagement came after the next set's start",
        positive == 0 ? 0 : (double) late / positive,
        0,
        late == 0 ? Severity.OK : severe,
        late == 0 ? List.of() : examplesOfLate(engagement, set, next),
        Findings.share(late, positive)
            + " labels "
            + engagement
            + " of "
            + set
            + " were decided after "
            + next
            + " began"
            + (untimed == 0 ? "" : "; " + Figures.count(untimed) + " have no time"));
  }

  private List<String> examplesOfLate(String engagement, String set, String next) {
    Column positive = col("split").equalTo(set).and(col(Labels.column(engagement)).gt(0));
    Column at = col(LogColumns.engaged(engagement));
    return examples(late(positive, at, next), at);
  }

  private List<String> examples(Column which, Column at) {
    return audited
        .rows()
        .where(which)
        .orderBy("request", "item")
        .limit(3)
        .select(
            concat_ws(
                " ", col("request"), col("item"), timestamp_micros(unix_micros(col("time"))), at))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Dates of features, and of items: those cannot have been shown before they were there. */
  private Map<String, Column> datedColumns() {
    Map<String, Column> dated = new LinkedHashMap<>();
    audited
        .config()
        .source()
        .featureTimes()
        .keySet()
        .forEach(name -> dated.put(name, col(LogColumns.dated(name))));
    if (audited.config().source().columns().itemCreated().isPresent()) {
      dated.put("item-created", col("item_created"));
    }
    return dated;
  }

  private void dated(Map<String, Long> counts) {
    Map<String, Column> dated = datedColumns();
    if (audited.config().source().featureTimes().isEmpty()) {
      findings.unknown(
          LeakKind.FEATURES_AFTER_IMPRESSION,
          "features",
          "source.feature-times says of no feature when it was known");
    }
    dated.forEach(
        (name, column) -> {
          long rows = counts.get("dated " + name);
          double share = (double) rows / counts.get("rows");
          findings.add(
              LeakKind.FEATURES_AFTER_IMPRESSION,
              name,
              "share of the rows whose feature is dated after their impression",
              share,
              ACCIDENT,
              severity(rows, share),
              rows == 0 ? List.of() : examples(column.gt(col("time")), column),
              Findings.share(rows, counts.get("rows"))
                  + " rows have a "
                  + name
                  + " dated after their impression");
        });
  }

  private static Severity severity(long rows, double share) {
    if (rows == 0) {
      return Severity.OK;
    }
    return share > ACCIDENT ? Severity.SEVERE : Severity.WARNING;
  }
}
