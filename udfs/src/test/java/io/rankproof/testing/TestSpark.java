package io.rankproof.testing;

import org.apache.spark.sql.SparkSession;

/**
 * The one SparkSession of a module's tests: local[2], two shuffle partitions, no UI, the SQL
 * functions by their extension.
 */
public final class TestSpark {
  private static final String FUNCTIONS = "io.rankproof.functions.RankproofExtensions";
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";
  private static SparkSession session;

  private TestSpark() {}

  /** The shared session, started at the first call and stopped with the JVM. */
  public static synchronized SparkSession session() {
    if (session == null) {
      SparkSession.Builder builder =
          SparkSession.builder()
              .master("local[2]")
              .appName("rankproof-tests")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.default.parallelism", "2")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.artifact.isolation.enabled", "false")
              .config("spark.sql.warehouse.dir", "target/spark-warehouse")
              .config("spark.sql.extensions", FUNCTIONS);
      if (onClassPath(DELTA)) {
        builder
            .config("spark.sql.extensions", FUNCTIONS + "," + DELTA)
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            // Of a job on a few rows half the work was to generate Delta's own wide projections, in
            // every task. Whole stages are compiled as ever; integration tests compile all.
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN");
      }
      session = builder.getOrCreate();
    }
    return session;
  }

  private static boolean onClassPath(String name) {
    try {
      Class.forName(name, false, TestSpark.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
