package io.rankproof.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session: spark-submit's settings win, then the config's, then what a laptop needs. A
 * session that was there before (a notebook's, a test's) is used and left running.
 */
final class Sessions implements AutoCloseable {
  private final SparkSession spark;
  private final boolean ours;

  private Sessions(SparkSession spark, boolean ours) {
    this.spark = spark;
    this.ours = ours;
  }

  static Sessions open(Map<String, String> configured) {
    boolean ours = SparkSession.getDefaultSession().isEmpty();
    return new Sessions(ours ? start(configured) : SparkSession.getDefaultSession().get(), ours);
  }

  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    if (ours) {
      spark.stop();
    }
  }

  private static SparkSession start(Map<String, String> configured) {
    SparkConf conf = new SparkConf();
    configured.forEach(conf::setIfMissing);
    if (!conf.contains("spark.master")) {
      laptop().forEach(conf::setIfMissing);
    }
    everywhere().forEach(conf::setIfMissing);
    conf.set("spark.sql.extensions", withDelta(conf.get("spark.sql.extensions", "")));
    // Kryo cannot read the fields of records on JDK 17.
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    // Times read the same on every machine.
    conf.set("spark.sql.session.timeZone", "UTC");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static Map<String, String> laptop() {
    Map<String, String> settings = new LinkedHashMap<>();
    String tasks = String.valueOf(2 * Runtime.getRuntime().availableProcessors());
    settings.put("spark.master", "local[*]");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.sql.shuffle.partitions", tasks);
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    // Sessions of one process could have classes of their own; each task then looks for each class.
    settings.put("spark.sql.artifact.isolation.enabled", "false");
    settings.put("spark.ui.showConsoleProgress", String.valueOf(System.console() != null));
    return settings;
  }

  private static Map<String, String> everywhere() {
    return Map.of(
        "spark.app.name", "rankproof",
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
  }

  private static String withDelta(String extensions) {
    String delta = "io.delta.sql.DeltaSparkSessionExtension";
    if (extensions.contains(delta)) {
      return extensions;
    }
    return extensions.isEmpty() ? delta : extensions + "," + delta;
  }
}
