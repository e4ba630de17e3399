package io.rankproof.testing;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** spark-testing-base's comparison of datasets, on the session that all tests share. */
public final class DatasetAssert extends JavaDatasetSuiteBase {
  private static final long serialVersionUID = 1L;

  @Override
  public SparkSession spark() {
    return TestSpark.session();
  }

  @Override
  public boolean enableHiveSupport() {
    return false;
  }

  /**
   * The same rows in whatever order; Delta makes every column nullable, so the schemas may differ
   * in that.
   */
  public static void assertSameRows(Dataset<Row> actual, Dataset<Row> expected) {
    new DatasetAssert().assertDataFrameDataEquals(expected, actual);
  }
}
