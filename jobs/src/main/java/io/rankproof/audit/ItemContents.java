package io.rankproof.audit;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.AuditConfig.Items;
import io.rankproof.error.InputException;
import io.rankproof.ingest.Expressions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What items say of themselves, each content once however many items say it: {@code key} (the least
 * of the items), {@code content}, {@code known} (the least item of train), {@code unseen} (the
 * number of items that train does not have), and by later set the number of these in it and the
 * least of them.
 */
final class ItemContents {
  private static final int TRAIN = 1;
  private static final double LARGEST = 1e150;
  private static final double ROUNDING = 1e-9;

  private final Dataset<Row> contents;

  private ItemContents(Dataset<Row> contents) {
    this.contents = contents;
  }

  /**
   * @param items with {@code item} and {@code sets}, the bits of the sets that have it
   * @param table with a row per item; of several the least content counts
   * @param later bits of the later sets by name
   */
  static ItemContents of(
      Dataset<Row> items, Dataset<Row> table, Items config, Map<String, Integer> later) {
    Column isNew = col("sets").bitwiseAND(TRAIN).equalTo(0);
    List<Column> sums = new ArrayList<>();
    sums.add(min(when(not(isNew), col("item"))).as("known"));
    sums.add(count_if(isNew).as("unseen"));
    later.forEach(
        (set, bit) -> {
          Column isIn = isNew.and(col("sets").bitwiseAND(bit).equalTo(bit));
          sums.add(count_if(isIn).as(set));
          sums.add(min(when(isIn, col("item"))).as(set + "_item"));
        });
    return new ItemContents(
        items
            .join(described(table, config), "item")
            .groupBy("content")
            .agg(min("item").as("key"), sums.toArray(Column[]::new))
            .cache());
  }

  /** An item and its content. */
  private static Dataset<Row> described(Dataset<Row> table, Items config) {
    Expressions columns = new Expressions(table);
    Column item = columns.id("audit.items.item", config.item());
    Column content =
        config
            .text()
            .map(text -> words(columns.text("audit.items.text", text)))
            .orElseGet(
                () -> vector(columns.vector("audit.items.vector", config.vector().orElseThrow())));
    return table
        .select(item.as("item"), content.as("content"))
        .where(col("item").isNotNull().and(size(col("content")).gt(0)))
        .groupBy("item")
        .agg(min("content").as("content"));
  }

  private static Column words(Column text) {
    Column words = filter(split(lower(text), "[^\\p{L}\\p{N}]+"), word -> word.notEqual(""));
    return array_sort(array_distinct(words));
  }

  /** A vector that has a direction; else, or where a number is missing or none, null. */
  private static Column vector(Column numbers) {
    // NaN is the largest number to Spark; the bounds keep squares finite
    Column finite = forall(numbers, number -> abs(number).leq(LARGEST));
    return when(finite.and(exists(numbers, number -> abs(number).geq(1 / LARGEST))), numbers);
  }

  /** By {@code known}, and by later set: contents of train, and of items unknown to it. */
  Map<String, Long> counts(Collection<String> sets) {
    Map<String, Column> sums = new LinkedHashMap<>();
    sums.put("known", count_if(col("known").isNotNull()));
    sets.forEach(set -> sums.put(set, count_if(col(set).gt(0))));
    return sums(sums);
  }

  /** By later set, the items unknown to train whose content is compared. */
  Map<String, Long> items(Collection<ComparedItems> compared) {
    Map<String, Column> sums = new LinkedHashMap<>();
    compared.forEach(
        part -> sums.put(part.set(), coalesce(sum(when(part.has(), col(part.set()))), lit(0L))));
    return sums(sums);
  }

  private Map<String, Long> sums(Map<String, Column> columns) {
    List<Column> sums = List.copyOf(columns.values());
    Row row = contents.agg(sums.get(0), sums.stream().skip(1).toArray(Column[]::new)).head();
    Map<String, Long> named = new HashMap<>();
    columns.keySet().forEach(name -> named.put(name, row.getLong(named.size())));
    return named;
  }

  /**
   * @throws InputException if vectors are not of one length
   */
  void checkLengths() {
    Row row = contents.agg(min(size(col("content"))), max(size(col("content")))).head();
    if (!row.isNullAt(0) && row.getInt(0) != row.getInt(1)) {
      throw new InputException(
          "audit.items.vector: items have vectors of "
              + row.getInt(0)
              + " to "
              + row.getInt(1)
              + " numbers; all need the same length: give the vectors of one model");
    }
  }

  /** Pairs of {@code key} and {@code known_key} that share a band, each once. */
  Dataset<Row> candidates(Likeness likeness, Collection<ComparedItems> compared) {
    Column band = explode(likeness.bands(col("content"))).as("band");
    Dataset<Row> known =
        contents.where(col("known").isNotNull()).select(col("key").as("known_key"), band);
    Dataset<Row> unseen = contents.where(isAny(compared)).select(col("key"), band);
    return unseen.join(known, "band").select("key", "known_key").distinct();
  }

  private static Column isAny(Collection<ComparedItems> compared) {
    return compared.stream().map(ComparedItems::has).reduce(lit(false), Column::or);
  }

  /**
   * The candidates that are alike enough, with their {@code similarity} and what is said of both.
   */
  Dataset<Row> alike(Likeness likeness, double least, Collection<ComparedItems> compared) {
    Dataset<Row> known =
        contents.select(
            col("key").as("known_key"), col("known"), col("content").as("known_content"));
    return candidates(likeness, compared)
        .join(contents.drop("known"), "key")
        .join(known, "known_key")
        .withColumn("similarity", likeness.similarity(col("content"), col("known_content")))
        .where(col("similarity").geq(least - ROUNDING))
        .drop("content", "known_content");
  }

  void forget() {
    contents.unpersist();
  }
}
