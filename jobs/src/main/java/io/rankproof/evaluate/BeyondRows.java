package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.BeyondConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The scored rows with what is known of their items, and places of the columns tasks read. */
final class BeyondRows {
  /** Columns of {@link #described}; null where a row's item lacks it. */
  static final String INFORMATION = "item_information";

  static final String VECTOR = "item_vector";
  static final String CATEGORY = "_category";
  static final String CREATOR = "_creator";
  static final String FRESH = "_fresh";
  static final String HIDDEN = "_hidden";

  /** Places of the columns of {@link #grouped}. */
  static final int CLUSTER_PLACE = 0;

  static final int REQUEST_PLACE = 1;
  static final int CLUSTER_HASH_PLACE = 2;
  static final int TIE_PLACE = 3;
  static final int ITEM_PLACE = 4;
  static final int RANDOMISED_PLACE = 5;
  static final int CREATOR_PLACE = 6;
  static final int CATEGORY_PLACE = 7;
  static final int INFORMATION_PLACE = 8;
  static final int FRESH_PLACE = 9;
  static final int HIDDEN_PLACE = 10;
  static final int VECTOR_PLACE = 11;
  static final int FIRST_SCORE_PLACE = 12;

  private BeyondRows() {}

  /** The rows with the columns named above; older tables may lack what these are made of. */
  static Dataset<Row> described(Dataset<Row> scores, BeyondConfig config) {
    List<String> has = Arrays.asList(scores.columns());
    long fresh = TimeUnit.NANOSECONDS.toMicros(config.fresh().toNanos());
    Column age =
        unix_micros(col("time")).minus(unix_micros(absent(has, "item_created", "timestamp")));
    Column hidden =
        config
            .hide()
            .map(label -> absent(has, "label_" + label, "double"))
            .orElse(missing("double"));
    return scores
        .withColumn(INFORMATION, absent(has, INFORMATION, "double"))
        .withColumn(VECTOR, absent(has, VECTOR, "array<double>"))
        .withColumn(CATEGORY, hash(absent(has, "item_category", "string")))
        .withColumn(CREATOR, hash(absent(has, "item_creator", "string")))
        .withColumn(FRESH, when(age.isNotNull(), when(age.leq(fresh), 1.0).otherwise(0.0)))
        .withColumn(
            HIDDEN,
            when(
                hidden.isNotNull().and(not(isnan(hidden))),
                when(hidden.gt(0), 1.0).otherwise(0.0)));
  }

  private static Column absent(List<String> columns, String name, String type) {
    return columns.contains(name) ? col("`" + name + "`").cast(type) : missing(type);
  }

  private static Column missing(String type) {
    return lit(null).cast(type);
  }

  private static Column hash(Column text) {
    return when(text.isNotNull(), xxhash64(text));
  }

  /**
   * A cluster's rows together, a request's rows together in them, ordered by item.
   *
   * @param exchanged whether the rows of a cluster are brought into one partition
   */
  static Dataset<Row> grouped(
      Dataset<Row> described,
      List<String> models,
      List<String> segments,
      long seed,
      boolean exchanged) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col("cluster"),
                col("request"),
                xxhash64(col("cluster")),
                xxhash64(lit(seed), col("item")),
                xxhash64(col("item")),
                coalesce(col("randomised"), lit(false)),
                col(CREATOR),
                col(CATEGORY),
                col(INFORMATION),
                col(FRESH),
                col(HIDDEN),
                col(VECTOR)));
    models.forEach(name -> columns.add(ScoredRows.score(name)));
    segments.forEach(name -> columns.add(ScoredRows.segment(name)));
    Column[] named = new Column[columns.size()];
    Arrays.setAll(named, i -> columns.get(i).as("c" + i));
    Dataset<Row> placed = exchanged ? described.repartition(col("cluster")) : described;
    return placed.sortWithinPartitions("cluster", "request", "item").select(named);
  }
}
