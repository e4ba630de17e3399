package io.rankproof.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import scala.Option;

/** Settings of the shared session that a test changes, put back or taken out after it. */
public final class ChangedSettings implements AfterEachCallback {
  private final Map<String, Option<String>> before = new TreeMap<>();

  /** Changes a setting until the test's end. */
  public void set(String key, String value) {
    SparkSession spark = TestSpark.session();
    before.putIfAbsent(key, spark.conf().getOption(key));
    spark.conf().set(key, value);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    before.forEach(ChangedSettings::restore);
    before.clear();
  }

  private static void restore(String key, Option<String> value) {
    RuntimeConfig settings = TestSpark.session().conf();
    if (value.isEmpty()) {
      settings.unset(key);
    } else {
      settings.set(key, value.get());
    }
  }
}
