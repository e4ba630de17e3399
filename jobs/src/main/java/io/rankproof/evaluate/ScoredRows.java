package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The scored rows of the test set, and the names in their columns.
 *
 * @param rows columns as the table {@code scores} has them
 * @param models names, in alphabetical order
 * @param labels names, the primary one first
 * @param segments names of all segments
 */
record ScoredRows(
    Dataset<Row> rows, List<String> models, List<String> labels, List<String> segments) {
  private static final String SCORE = "score_";
  private static final String LABEL = "label_";
  private static final String SEGMENT = "segment_";

  static ScoredRows of(Dataset<Row> scores, String primary) {
    List<String> labels = new ArrayList<>(names(scores, LABEL));
    if (labels.remove(primary)) {
      labels.add(0, primary);
    }
    return new ScoredRows(
        scores, names(scores, SCORE), List.copyOf(labels), names(scores, SEGMENT));
  }

  private static List<String> names(Dataset<Row> scores, String prefix) {
    return Arrays.stream(scores.columns())
        .filter(column -> column.startsWith(prefix))
        .map(column -> column.substring(prefix.length()))
        .sorted()
        .toList();
  }

  /** The same with these labels only. */
  ScoredRows withLabels(List<String> used) {
    return new ScoredRows(rows, models, List.copyOf(used), segments);
  }

  static Column score(String model) {
    return col("`" + SCORE + model + "`").cast("double");
  }

  static Column label(String name) {
    return col("`" + LABEL + name + "`").cast("double");
  }

  /** A segment's value as text, never null. */
  static Column segment(String name) {
    return coalesce(col("`" + SEGMENT + name + "`").cast("string"), lit(SliceValue.MISSING));
  }

  /**
   * The columns that tasks read, by {@link RowColumns}: a cluster's rows together in one partition,
   * a request's rows together in it, ordered by item.
   */
  Dataset<Row> grouped(List<String> sliceSegments, long seed) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("cluster"));
    columns.add(col("request"));
    columns.add(xxhash64(col("cluster")));
    columns.add(xxhash64(lit(seed), col("item")));
    columns.add(coalesce(col("randomised"), lit(false)));
    columns.add(col("propensity").cast("double"));
    columns.add(col("weight").cast("double"));
    labels.forEach(name -> columns.add(label(name)));
    models.forEach(name -> columns.add(score(name)));
    sliceSegments.forEach(name -> columns.add(segment(name)));
    return rows.repartition(col("cluster"))
        .sortWithinPartitions("cluster", "request", "item")
        .select(named(columns));
  }

  private static Column[] named(List<Column> columns) {
    Column[] named = new Column[columns.size()];
    Arrays.setAll(named, i -> columns.get(i).as("c" + i));
    return named;
  }
}
