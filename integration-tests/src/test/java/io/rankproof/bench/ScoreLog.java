package io.rankproof.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A made table of scored rows with the columns of {@code scores}: requests of 20 rows, 4.2% of them
 * positive, string ids, users with one to some hundred requests (a million users at 50 million
 * rows), 20 countries, 4 platforms. Every value is a seeded hash of the row's number.
 *
 * <p>{@code score_tied} has one digit, {@code score_gaps} is null in 2% of the rows. {@code
 * group_tiny} has two rows a group, {@code group_huge} a hundred groups in all.
 *
 * @param root folder of all tables
 * @param rows how many, a multiple of 20
 * @param layout where a request's rows lie
 */
record ScoreLog(Path root, long rows, Layout layout) {
  static final int PER_REQUEST = 20;
  static final List<String> TEN = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

  private static final long ROWS_PER_FILE = 1_250_000;
  private static final long WIDE = 10_000_000;

  /** Where the rows of a request lie. */
  enum Layout {
    /** One after the other in one file, as those of their user do. */
    TOGETHER,
    /** Anywhere in any file. */
    SHUFFLED
  }

  /** The models the table has: ten where it is not too large and requests lie together. */
  List<String> models() {
    return layout == Layout.TOGETHER && rows <= WIDE ? TEN : TEN.subList(0, 3);
  }

  /** The folder of the Parquet files. */
  Path parquet() {
    return folder("parquet");
  }

  /** A Delta table of the same files. */
  Path delta() {
    return folder("delta");
  }

  private Path folder(String format) {
    return root.resolve(
        BenchSettings.title(rows) + "-" + layout.name().toLowerCase(Locale.ROOT) + "-" + format);
  }

  /** Makes the table unless a run before has. */
  ScoreLog ensure(SparkSession spark) {
    if (!Files.exists(parquet().resolve("_SUCCESS"))) {
      generate(spark);
    }
    if (!Files.exists(delta().resolve("_delta_log"))) {
      spark.sql(
          String.format("CREATE TABLE delta.`%s` SHALLOW CLONE parquet.`%s`", delta(), parquet()));
    }
    return this;
  }

  private void generate(SparkSession spark) {
    int files = (int) Math.max(2, (rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE);
    long requests = rows / PER_REQUEST;
    Dataset<Row> made =
        spark
            .range(0, requests, 1, files)
            .toDF("r")
            .selectExpr("r", users(requests) + " AS u", "explode(sequence(1, 20)) AS p")
            .selectExpr("*", uniform("r, p, 0") + " AS truth")
            .selectExpr(columns());
    if (layout == Layout.SHUFFLED) {
      made =
          made.repartition(files, xxhash64(col("request"), col("position")))
              .sortWithinPartitions(xxhash64(lit(1), col("request"), col("position")));
    }
    made.write().mode("overwrite").parquet(parquet().toString());
  }

  /** The number of a request's user: early requests share theirs with many others. */
  private static String users(long requests) {
    return String.format(
        Locale.ROOT,
        "CAST(floor(%1$d * pow(r / %2$dD, 1.5)) AS bigint)",
        Math.max(1, requests * 2 / 5),
        requests);
  }

  private static String uniform(String key) {
    return "shiftrightunsigned(xxhash64(" + key + "), 11) / 9007199254740992D";
  }

  private static String id(String key) {
    return "lpad(lower(hex(xxhash64(" + key + "))), 16, '0')";
  }

  private String[] columns() {
    String score = "(truth + %d * " + uniform("r, p, %d") + " / 4)";
    String scores =
        models().stream()
            .map(
                model -> {
                  int index = TEN.indexOf(model) + 1;
                  return String.format(score, index, index) + " AS score_" + model;
                })
            .collect(Collectors.joining("\n"));
    String first = String.format(score, 1, 1);
    String all =
        """
        'test' AS split
        %s AS request
        concat('item-', pmod(xxhash64(r, p, 11), 200000)) AS item
        %s AS user
        %s AS cluster
        p AS position
        1.0D AS weight
        IF(%s < 0.084 * truth, 1D, 0D) AS label_click
        concat('country-', pmod(xxhash64(u, 12), 20)) AS segment_country
        concat('platform-', pmod(xxhash64(r, 13), 4)) AS segment_platform
        %s
        round(%s, 1) AS score_tied
        IF(pmod(xxhash64(r, p, 14), 50) = 0, NULL, %s) AS score_gaps
        r * 10 + p div 2 AS group_tiny
        pmod(r, 100) AS group_huge"""
            .formatted(
                id("r, 21"), id("u, 22"), id("u, 22"), uniform("r, p, 15"), scores, first, first);
    return all.split("\n");
  }
}
