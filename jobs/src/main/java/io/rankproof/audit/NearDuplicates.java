package io.rankproof.audit;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.AuditConfig.Items;
import io.rankproof.config.LeakKind;
import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.ingest.Expressions;
import io.rankproof.ingest.Sources;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.split.Sets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSH;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Items of test that train does not have under their id, but under another one. Words: MinHash
 * (Broder 1997) in 10 bands of 3 hashes finds pairs whose Jaccard similarity is then computed
 * exactly; a pair of similarity s is found with probability 1 - (1 - s^3)^10, 0.999 at 0.8.
 * Vectors: MLlib's random projections over normalised vectors.
 */
final class NearDuplicates {
  private static final int BANDS = 10;
  private static final int HASHES = 3;
  private static final long SEED = 5;

  private final Audited audited;
  private final Sources sources;
  private final Findings findings;

  NearDuplicates(Audited audited, Sources sources, Findings findings) {
    this.audited = audited;
    this.sources = sources;
    this.findings = findings;
  }

  void find() {
    if (audited.config().audit().items().isEmpty()) {
      findings.unknown(
          LeakKind.NEAR_DUPLICATE_ITEMS,
          "train/test",
          "audit.items names no table that describes the items");
      return;
    }
    Items items = audited.config().audit().items().get();
    Dataset<Row> described = described(items);
    Dataset<Row> trained = described.where(col("sets").bitwiseAND(1).equalTo(1));
    Dataset<Row> unseen = described.where(col("sets").equalTo(4));
    Dataset<Row> pairs =
        items.text().isPresent()
            ? byWords(trained, unseen, items.similarity())
            : byVectors(trained, unseen, items.similarity());
    report(pairs.cache(), unseen.count(), items.similarity());
    pairs.unpersist();
  }

  /** Items of train or test with what the table says of them. */
  private Dataset<Row> described(Items items) {
    Dataset<Row> table = sources.table("audit.items.table", items.table());
    Expressions columns = new Expressions(table);
    Column content =
        items
            .text()
            .map(text -> words(columns.text("audit.items.text", text)))
            .orElseGet(() -> columns.vector("audit.items.vector", items.vector().orElseThrow()));
    Dataset<Row> contents =
        table
            .select(columns.id("audit.items.item", items.item()).as("item"), content.as("content"))
            .where(col("item").isNotNull().and(size(col("content")).gt(0)))
            .dropDuplicates("item");
    Column set =
        when(col("split").equalTo(Sets.TRAIN), lit(1))
            .when(col("split").equalTo(Sets.TEST), lit(4))
            .otherwise(lit(0));
    return audited.rows().groupBy("item").agg(bit_or(set).as("sets")).join(contents, "item");
  }

  private static Column words(Column text) {
    return array_distinct(
        filter(split(lower(text), "[^\\p{L}\\p{N}]+"), word -> word.notEqual("")));
  }

  private static Dataset<Row> byWords(Dataset<Row> trained, Dataset<Row> unseen, double least) {
    Dataset<Row> left =
        banded(trained).select(col("band"), col("item").as("known"), col("content").as("words"));
    Dataset<Row> right = banded(unseen).select("band", "item", "content");
    Column shared = size(array_intersect(col("content"), col("words")));
    Column all = size(col("content")).plus(size(col("words"))).minus(shared);
    return right
        .join(left, "band")
        .dropDuplicates("item", "known")
        .withColumn("similarity", shared.divide(all))
        .where(col("similarity").geq(least))
        .select("item", "known", "similarity");
  }

  private static Dataset<Row> banded(Dataset<Row> items) {
    List<Column> bands = new ArrayList<>();
    for (int band = 0; band < BANDS; band++) {
      List<Column> keys = new ArrayList<>(List.of(lit(band)));
      for (int hash = 0; hash < HASHES; hash++) {
        int number = band * HASHES + hash;
        keys.add(array_min(transform(col("content"), word -> xxhash64(lit(number), word))));
      }
      bands.add(xxhash64(keys.toArray(Column[]::new)));
    }
    Column all = org.apache.spark.sql.functions.array(bands.toArray(Column[]::new));
    return items.withColumn("band", explode(all));
  }

  /** Cosine c of unit vectors is a distance of sqrt(2 - 2c). */
  private static Dataset<Row> byVectors(Dataset<Row> trained, Dataset<Row> unseen, double least) {
    double distance = Math.sqrt(Math.max(0, 2 - 2 * least)) + 1e-9;
    BucketedRandomProjectionLSH lsh =
        new BucketedRandomProjectionLSH()
            .setBucketLength(2 * distance)
            .setNumHashTables(5)
            .setSeed(SEED)
            .setInputCol("unit")
            .setOutputCol("hashes");
    Dataset<Row> all = units(trained);
    return lsh.fit(all)
        .approxSimilarityJoin(units(unseen), all, distance, "distance")
        .selectExpr(
            "datasetA.item AS item",
            "datasetB.item AS known",
            "1 - distance * distance / 2 AS similarity")
        .where(col("similarity").geq(least));
  }

  private static Dataset<Row> units(Dataset<Row> items) {
    Dataset<Row> vectors =
        items.select(col("item"), functions.array_to_vector(col("content")).as("vector"));
    return new Normalizer().setInputCol("vector").setOutputCol("unit").transform(vectors);
  }

  private void report(Dataset<Row> pairs, long unseen, double least) {
    Row found = pairs.agg(countDistinct("item"), count(lit(1)), min("similarity")).head();
    long items = found.getLong(0);
    List<String> examples =
        pairs
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
        "train/test",
        "share of the items of test, unknown to train, that train has under another id",
        unseen == 0 ? 0 : (double) items / unseen,
        0,
        items == 0 ? Severity.OK : severe,
        examples,
        Findings.share(items, unseen)
            + " items of test that are not in train are near duplicates of one that is"
            + " (similarity of "
            + least
            + " or more)");
  }
}
