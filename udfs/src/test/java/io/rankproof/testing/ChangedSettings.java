package io.rankproof.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Settings of the shared session that a test changes, put back after it. */
public final class ChangedSettings implements AfterEachCallback {
  private final Map<String, String> before = new TreeMap<>();

  /** Changes a setting until the test's end. */
  public void set(String key, String value) {
    SparkSession spark = TestSpark.session();
    before.putIfAbsent(key, spark.conf().get(key));
    spark.conf().set(key, value);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    before.forEach((key, value) -> TestSpark.session().conf().set(key, value));
    before.clear();
  }
}
