package io.rankproof.audit;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.LeakKind;
import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Requests, users, items and pairs of them that are in several sets, and impressions told twice.
 */
final class SharedKeys {
  private static final String[] PAIRS = {"train/validation", "train/test", "validation/test"};
  private static final int[] MASKS = {1 | 2, 1 | 4, 2 | 4};
  private static final String[] OF = {"validation", "test", "test"};
  private static final int[] LATER = {2, 4, 4};
  private static final Column IN = col("sets");

  /** Copies above this share of the rows change what a mean over requests means. */
  private static final double MANY_COPIES = 0.01;

  private final Audited audited;
  private final Findings findings;

  SharedKeys(Audited audited, Findings findings) {
    this.audited = audited;
    this.findings = findings;
  }

  void find() {
    keys(LeakKind.SHARED_REQUESTS, "request", Severity.SEVERE);
    keys(LeakKind.SHARED_ITEMS, "item", audited.promises(Promise.ITEM));
    if (!audited.hasUsers()) {
      String reason = "source.columns.user is not set";
      findings.unknown(LeakKind.SHARED_USERS, "all", reason);
      findings.unknown(LeakKind.SHARED_PAIRS, "all", reason);
      findings.unknown(LeakKind.DUPLICATES, "all", reason);
      return;
    }
    keys(LeakKind.SHARED_USERS, "user", audited.promises(Promise.USER));
    pairsAndCopies();
  }

  private void keys(LeakKind kind, String column, boolean promised) {
    keys(kind, column, promised ? Severity.SEVERE : Severity.INFO);
  }

  private void keys(LeakKind kind, String column, Severity ifShared) {
    Dataset<Row> keys =
        withSets()
            .where(col(column).isNotNull())
            .groupBy(col(column).as("key"))
            .agg(bit_or(IN).as("sets"));
    report(kind, column + "s", overlaps(keys, col("key")), Map.of(), ifShared);
  }

  /** Both from one exchange: a pair's rows are together, and so are an impression's. */
  private void pairsAndCopies() {
    Column pair = xxhash64(col("user"), col("item"));
    Dataset<Row> impressions =
        withSets()
            .where(col("user").isNotNull())
            .select(pair.as("pair"), xxhash64(col("time")).as("at"), IN)
            .repartition(col("pair"))
            .groupBy("pair", "at")
            .agg(bit_or(IN).as("sets"), count(lit(1)).as("n"));
    Dataset<Row> pairs =
        impressions
            .groupBy("pair")
            .agg(
                bit_or(IN).as("sets"),
                sum(col("n").minus(1)).as("copies"),
                sum(when(isIn(IN, 1 | 2).or(isIn(IN, 1 | 4)).or(isIn(IN, 2 | 4)), col("n")))
                    .as("across"));
    Dataset<Row> counted = pairs.cache();
    try {
      boolean promised = audited.promises(Promise.USER) || audited.promises(Promise.ITEM);
      Row overlaps = overlaps(counted, col("pair"));
      report(
          LeakKind.SHARED_PAIRS,
          "pairs of user and item",
          overlaps,
          texts(pair, overlaps),
          promised ? Severity.SEVERE : Severity.INFO);
      copies(counted.agg(sum("copies"), coalesce(sum("across"), lit(0L))).head());
    } finally {
      counted.unpersist();
    }
  }

  /** User and item of the pairs that are shown: one scan, where there are any. */
  private Map<Object, String> texts(Column pair, Row overlaps) {
    Set<Object> pairs = new HashSet<>();
    for (int i = 0; i < MASKS.length; i++) {
      pairs.addAll(shown(overlaps.getStruct(i)));
    }
    if (pairs.isEmpty()) {
      return Map.of();
    }
    return audited
        .rows()
        .where(col("user").isNotNull().and(pair.isin(pairs.toArray())))
        .groupBy(pair)
        .agg(min(concat_ws(" ", col("user"), col("item"))))
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.get(0), row -> row.getString(1)));
  }

  private void copies(Row sums) {
    long copies = sums.isNullAt(0) ? 0 : sums.getLong(0);
    long across = sums.getLong(1);
    double share = (double) copies / audited.rowCount();
    double acrossShare = (double) across / audited.rowCount();
    Severity severity = copies == 0 ? Severity.OK : Severity.INFO;
    if (share > MANY_COPIES || acrossShare > MANY_COPIES / 10) {
      severity = Severity.SEVERE;
    }
    findings.add(
        LeakKind.DUPLICATES,
        "all",
        "share of the rows that repeat a user, item and time under another request",
        share,
        MANY_COPIES,
        severity,
        copies == 0 ? List.of() : examplesOfCopies(),
        Findings.share(copies, audited.rowCount())
            + " rows repeat an impression (same user, item and time) under another request; "
            + Figures.count(across)
            + " rows belong to an impression that is in two sets");
  }

  private List<String> examplesOfCopies() {
    return audited
        .rows()
        .where(col("user").isNotNull())
        .groupBy("user", "item", "time")
        .agg(min("request").as("one"), max("request").as("other"))
        .where(col("one").notEqual(col("other")))
        .orderBy("user", "item", "time")
        .limit(3)
        .select(concat_ws(" ", col("user"), col("item"), col("time"), col("one"), col("other")))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Dataset<Row> withSets() {
    return audited.rows().withColumn("sets", Audited.setBit());
  }

  private static Column isIn(Column sets, int mask) {
    return sets.bitwiseAND(mask).equalTo(mask);
  }

  /** For each pair of sets: keys in both, keys in the later one, and two of the shared ones. */
  private static Row overlaps(Dataset<Row> keys, Column shown) {
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < MASKS.length; i++) {
      Column shared = isIn(IN, MASKS[i]);
      sums.add(
          struct(
              count_if(shared),
              count_if(isIn(IN, LATER[i])),
              min(when(shared, shown)),
              max(when(shared, shown))));
    }
    return keys.agg(sums.get(0), sums.get(1), sums.get(2)).head();
  }

  /** The least and the largest of the shared keys. */
  private static List<Object> shown(Row overlap) {
    return Stream.of(overlap.get(2), overlap.get(3)).filter(Objects::nonNull).distinct().toList();
  }

  /**
   * @param texts of the keys that are not shown as they are
   */
  private void report(
      LeakKind kind, String keys, Row overlaps, Map<Object, String> texts, Severity ifShared) {
    for (int i = 0; i < MASKS.length; i++) {
      Row overlap = overlaps.getStruct(i);
      long shared = overlap.getLong(0);
      long later = overlap.getLong(1);
      findings.add(
          kind,
          PAIRS[i],
          "share of the " + keys + " of " + OF[i] + " that the other set has too",
          later == 0 ? 0 : (double) shared / later,
          0,
          shared == 0 ? Severity.OK : ifShared,
          shown(overlap).stream().map(key -> texts.getOrDefault(key, key.toString())).toList(),
          Findings.share(shared, later) + " " + keys + " of " + OF[i] + why(ifShared, shared));
    }
  }

  private String why(Severity ifShared, long shared) {
    String kind = audited.config().split().kind().text();
    if (ifShared == Severity.SEVERE) {
      return shared == 0
          ? " are in the other set too, as the split promises"
          : " are in the other set too, which the split (" + kind + ") promises not to be";
    }
    return " are in the other set too; a split by " + kind + " allows that";
  }
}
