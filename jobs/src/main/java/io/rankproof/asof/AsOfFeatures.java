package io.rankproof.asof;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.AsOfFeature;
import io.rankproof.config.AsOfFeature.Key;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.RankproofConfig;
import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds the features of {@code source.as-of} to examples. What happened (impressions when they were
 * shown, engagements when they happened; one without a known time when its window has closed) and
 * the rows that ask about it travel to their key, are sorted by time, and are passed over once: O(n
 * log n), whatever the number of rows of a key.
 */
public final class AsOfFeatures {
  private static final String AT = "_at";
  private static final String HAPPENED = "_happened";
  private static final String ROW = "_row";
  private static final int ASKS = -1;

  private final RankproofConfig config;
  private final List<String> engagements;

  private AsOfFeatures(RankproofConfig config) {
    this.config = config;
    engagements = List.copyOf(config.label().engagements().keySet());
  }

  /**
   * @param examples with labels and the times of engagements
   * @param partitions of the sorted passes; the result does not depend on it
   */
  public static Dataset<Row> add(Dataset<Row> examples, RankproofConfig config, int partitions) {
    AsOfFeatures features = new AsOfFeatures(config);
    Dataset<Row> rows = examples;
    for (Key key : Key.values()) {
      rows = features.add(rows, key, partitions);
    }
    return rows;
  }

  private Dataset<Row> add(Dataset<Row> rows, Key key, int partitions) {
    Map<String, AsOfFeature> features = new LinkedHashMap<>();
    config
        .source()
        .asOf()
        .forEach(
            (name, feature) -> {
              if (feature.key() == key) {
                features.put(name, feature);
              }
            });
    return features.isEmpty() ? rows : pass(rows, columns(key), features, partitions);
  }

  private static List<String> columns(Key key) {
    return switch (key) {
      case ITEM -> List.of(LogColumns.ITEM);
      case USER -> List.of(LogColumns.CLUSTER);
      case USER_ITEM -> List.of(LogColumns.CLUSTER, LogColumns.ITEM);
    };
  }

  private Dataset<Row> pass(
      Dataset<Row> rows, List<String> key, Map<String, AsOfFeature> features, int partitions) {
    AsOfPlan plan =
        AsOfPlan.of(features.values(), engagements, key.size(), rows.columns().length, delay());
    Column[] keys = key.stream().map(name -> col(name)).toArray(Column[]::new);
    List<Column> order = new ArrayList<>(List.of(keys));
    order.add(col(AT));
    order.add(col(HAPPENED));
    Dataset<Row> sorted =
        asking(rows, keys)
            .union(happening(rows, keys))
            .repartition(partitions, keys)
            .sortWithinPartitions(order.toArray(Column[]::new));
    return counted(sorted, plan, schema(rows, features));
  }

  private Dataset<Row> asking(Dataset<Row> rows, Column[] keys) {
    List<Column> columns = new ArrayList<>(List.of(keys));
    columns.add(shown().minus(lit(delay())).as(AT));
    columns.add(lit(ASKS).as(HAPPENED));
    columns.add(struct(col("*")).as(ROW));
    return rows.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> happening(Dataset<Row> rows, Column[] keys) {
    List<Column> events = new ArrayList<>();
    events.add(struct(shown().as(AT), lit(0).as(HAPPENED)));
    for (String name : engagements) {
      events.add(struct(happened(name).as(AT), lit(events.size()).as(HAPPENED)));
    }
    List<Column> columns = new ArrayList<>(List.of(keys));
    columns.add(
        inline(
            filter(array(events.toArray(Column[]::new)), event -> event.getField(AT).isNotNull())));
    StructType row = rows.schema();
    List<Column> all = new ArrayList<>(List.of(keys));
    all.add(col(AT));
    all.add(col(HAPPENED));
    all.add(lit(null).cast(row).as(ROW));
    return rows.select(columns.toArray(Column[]::new)).select(all.toArray(Column[]::new));
  }

  /** When an engagement that counts happened, or was known to have happened; null: never. */
  private Column happened(String name) {
    Engagement engagement = config.label().engagements().get(name);
    Column closed = shown().plus(lit(micros(engagement.window())));
    Column at = coalesce(unix_micros(col(LogColumns.engaged(name))), closed);
    return when(col(Labels.column(name)).gt(0), at);
  }

  private static Column shown() {
    return unix_micros(col(LogColumns.TIME));
  }

  private static Dataset<Row> counted(Dataset<Row> sorted, AsOfPlan plan, StructType schema) {
    JavaRDD<InternalRow> rows =
        ((org.apache.spark.sql.classic.Dataset<Row>) sorted)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(partition -> new AsOfReader(partition, plan));
    return ((SparkSession) sorted.sparkSession())
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }

  private static StructType schema(Dataset<Row> rows, Map<String, AsOfFeature> features) {
    StructType schema = rows.schema();
    for (String name : features.keySet()) {
      schema = schema.add("feature_" + name, DataTypes.DoubleType);
    }
    return schema;
  }

  private long delay() {
    return micros(config.split().featureDelay());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
