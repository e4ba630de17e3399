package io.rankproof.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.tables.DeltaTable;
import io.rankproof.error.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;

/** Partition-replacing writes of Delta tables, retried when another run was faster. */
final class DeltaFiles {
  private static final int ATTEMPTS = 8;

  /** Where Delta notes the version of the last commit that a session made, to whatever table. */
  private static final String LAST_VERSION = "spark.databricks.delta.lastCommitVersionInSession";

  private static final ObjectMapper JSON = new ObjectMapper();

  private DeltaFiles() {}

  /** Delta version and rows of a commit. */
  record Commit(long version, long rows) {}

  /** Replaces the rows that {@code predicate} names by {@code rows}, in one commit. */
  static Commit replace(
      SparkSession spark,
      String path,
      Dataset<Row> rows,
      List<String> partitions,
      String predicate) {
    String mark = UUID.randomUUID().toString();
    for (int attempt = 1; ; attempt++) {
      try {
        rows.write()
            .format("delta")
            .mode("overwrite")
            .partitionBy(partitions.toArray(String[]::new))
            .option("replaceWhere", predicate)
            .option("mergeSchema", "true")
            .option("userMetadata", mark)
            .save(path);
        return commit(spark, path, predicate, mark);
      } catch (RuntimeException failed) {
        if (attempt == ATTEMPTS || !isConflict(failed)) {
          throw failed;
        }
        pause(attempt);
      }
    }
  }

  /** Another run committed between our read and our commit; both are right, one comes second. */
  private static boolean isConflict(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      String type = cause.getClass().getSimpleName();
      String text = String.valueOf(cause.getMessage());
      if (type.startsWith("Concurrent")
          || type.contains("MetadataChanged")
          || type.contains("ProtocolChanged")
          || text.contains("DELTA_CONCURRENT")
          || text.contains("DELTA_METADATA_CHANGED")
          || text.contains("DELTA_PROTOCOL_CHANGED")) {
        return true;
      }
    }
    return false;
  }

  private static void pause(int attempt) {
    try {
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(100L << attempt);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for another run's commit", stopped);
    }
  }

  /** Properties of a table; none where there is no table yet. */
  static Map<String, String> properties(SparkSession spark, String path) {
    return CollectionConverters.asJava(
        DeltaLog.forTable((org.apache.spark.sql.classic.SparkSession) spark, path)
            .update(false, scala.Option.empty(), scala.Option.empty())
            .metadata()
            .configuration());
  }

  private static Commit commit(SparkSession spark, String path, String predicate, String mark) {
    return inLastVersion(spark, path, mark)
        .or(() -> inHistory(spark, path, mark))
        .orElseGet(() -> nothingToReplace(spark, path, predicate, mark));
  }

  /**
   * The commit as its file has it (Delta's protocol, "Commit Provenance Information"): to ask for
   * the history takes a Spark job, which a small write notices. Empty where the session's last
   * commit was to another table, or its file cannot be read.
   */
  private static Optional<Commit> inLastVersion(SparkSession spark, String path, String mark) {
    scala.Option<String> version = spark.conf().getOption(LAST_VERSION);
    if (version.isEmpty()) {
      return Optional.empty();
    }
    long number = Long.parseLong(version.get());
    Path file = new Path(path, String.format(Locale.ROOT, "_delta_log/%020d.json", number));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                file.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(file),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.startsWith("{\"commitInfo\""))
          .findFirst()
          .map(line -> json(line).get("commitInfo"))
          .filter(info -> info.path("userMetadata").asText().equals(mark))
          .map(info -> info.path("operationMetrics").path("numOutputRows").asLong())
          .map(rows -> new Commit(number, rows));
    } catch (IOException | UncheckedIOException ofAnotherTableOrUnreadable) {
      return Optional.empty();
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Optional<Commit> inHistory(SparkSession spark, String path, String mark) {
    return DeltaTable.forPath(spark, path)
        .history(100)
        .where(functions.col("userMetadata").equalTo(mark))
        .select("version", "operationMetrics")
        .collectAsList()
        .stream()
        .findFirst()
        .map(DeltaFiles::commit);
  }

  private static Commit commit(Row found) {
    Map<String, String> metrics = CollectionConverters.asJava(found.<String, String>getMap(1));
    return new Commit(found.getLong(0), Long.parseLong(metrics.getOrDefault("numOutputRows", "0")));
  }

  /** Delta makes no commit when no rows replace no rows: the table is right as it is. */
  private static Commit nothingToReplace(
      SparkSession spark, String path, String predicate, String mark) {
    if (!spark.read().format("delta").load(path).where(predicate).isEmpty()) {
      throw new StoreException(path + " has lost its last commit " + mark);
    }
    long version = DeltaTable.forPath(spark, path).history(1).head().<Long>getAs("version");
    return new Commit(version, 0);
  }
}
