package io.rankproof.propensity;

import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.RatioHomogeneity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The tests of the position-based model, as the table {@code propensity_tests} has them. */
final class PositionTests {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "context STRING, position INT, q DOUBLE, degrees INT, p_value DOUBLE, p_holm DOUBLE");

  private PositionTests() {}

  static List<Row> rows(Map<String, KeySums> sums) {
    List<Row> rows = new ArrayList<>();
    sums.forEach(
        (context, keys) -> {
          for (RatioHomogeneity.Test test : keys.homogeneity().tests()) {
            rows.add(row(context, test));
          }
        });
    return rows;
  }

  private static Row row(String context, RatioHomogeneity.Test test) {
    return RowFactory.create(
        context,
        test.position(),
        orNull(test.q()),
        test.degrees(),
        orNull(test.pValue()),
        orNull(test.holm()));
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
