package io.rankproof.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The session of all contenders: two cores, shuffles in memory where the system has such a folder.
 */
final class BenchSpark {
  private BenchSpark() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("rankproof-benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.local.dir", localFolder())
        .config("spark.sql.shuffle.partitions", "16")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config(
            "spark.sql.extensions",
            "io.rankproof.functions.RankproofExtensions,io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .getOrCreate();
  }

  private static String localFolder() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory.toString() : System.getProperty("java.io.tmpdir");
  }
}
