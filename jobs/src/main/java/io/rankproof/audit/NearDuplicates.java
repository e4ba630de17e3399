package io.rankproof.audit;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.rankproof.config.AuditConfig.Items;
import io.rankproof.config.LeakKind;
import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.ingest.Sources;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.split.Sets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Items of validation and test that train does not have under their id, but under another one: all
 * that are alike enough are looked for among pairs of contents that share a band of hashes.
 */
final class NearDuplicates {
  private static final Map<String, Integer> LATER = new LinkedHashMap<>();

  static {
    LATER.put(Sets.VALIDATION, 2);
    LATER.put(Sets.TEST, 4);
  }

  private final Audited audited;
  private final Sources sources;
  private final Findings findings;
  private final double mostPairs;

  NearDuplicates(Audited audited, Sources sources, Findings findings) {
    this(audited, sources, findings, ComparedItems.MOST_PAIRS);
  }

  /**
   * @param mostPairs of contents of train and of a later set
   */
  NearDuplicates(Audited audited, Sources sources, Findings findings, double mostPairs) {
    this.audited = audited;
    this.sources = sources;
    this.findings = findings;
    this.mostPairs = mostPairs;
  }

  void find() {
    if (audited.config().audit().items().isEmpty()) {
      for (String set : LATER.keySet()) {
        findings.unknown(
            LeakKind.NEAR_DUPLICATE_ITEMS,
            subject(set),
            "audit.items names no table that describes the items");
      }
      return;
    }
    find(audited.config().audit().items().get());
  }

  private void find(Items items) {
    Dataset<Row> sets = audited.rows().groupBy("item").agg(bit_or(Audited.setBit()).as("sets"));
    Dataset<Row> table = sources.table("audit.items.table", items.table());
    ItemContents contents = ItemContents.of(sets, table, items, LATER);
    try {
      Map<String, Long> counts = contents.counts(LATER.keySet());
      long known = counts.get("known");
      List<ComparedItems> compared =
          LATER.keySet().stream()
              .map(set -> ComparedItems.of(set, counts.get(set), known, mostPairs))
              .toList();
      Map<String, Long> unseen = contents.items(compared);
      Dataset<Row> pairs =
          contents.alike(likeness(items, contents, known), items.similarity(), compared).cache();
      for (ComparedItems part : compared) {
        report(part, pairs.where(part.has()), unseen.get(part.set()), items.similarity());
      }
      pairs.unpersist();
    } finally {
      contents.forget();
    }
  }

  private static Likeness likeness(Items items, ItemContents contents, long known) {
    if (items.text().isPresent()) {
      return WordLikeness.from(items.similarity());
    }
    contents.checkLengths();
    return VectorLikeness.from(items.similarity(), known);
  }

  private static String subject(String set) {
    return Sets.TRAIN + "/" + set;
  }

  private void report(ComparedItems part, Dataset<Row> pairs, long unseen, double least) {
    String set = part.set();
    long items =
        pairs.select("key", set).distinct().agg(coalesce(sum(set), lit(0L))).head().getLong(0);
    List<String> examples =
        pairs
            .select(col(set + "_item").as("item"), col("known"), col("similarity"))
            .orderBy(col("similarity").desc(), col("item"), col("known"))
            .limit(3)
            .select(concat_ws(" ", col("item"), col("known"), col("similarity").cast("string")))
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    Severity severe = audited.promises(Promise.ITEM) ? Severity.SEVERE : Severity.INFO;
    findings.add(
        LeakKind.NEAR_DUPLICATE_ITEMS,
        subject(set),
        "share of the items of " + set + ", unknown to train, that train has under another id",
        unseen == 0 ? 0 : (double) items / unseen,
        0,
        items == 0 ? Severity.OK : severe,
        examples,
        Findings.share(items, unseen)
            + " items of "
            + set
            + " that are not in train"
            + (part.isWhole() ? "" : ", a sample of them by a hash,")
            + " are near duplicates of one that is (similarity of "
            + least
            + " or more)");
  }
}
