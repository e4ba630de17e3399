package io.rankproof.propensity;

import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.RatioHomogeneity;
import io.rankproof.kernel.stats.MultipleTests;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** A test of a context. */
  private record Named(String context, RatioHomogeneity.Test test) {}

  /** With p-values corrected over all of them: one rejection in any context speaks for all. */
  static List<Row> rows(Map<String, KeySums> sums) {
    List<Named> tests = new ArrayList<>();
    sums.forEach(
        (context, keys) ->
            Arrays.stream(keys.homogeneity().tests())
                .forEach(test -> tests.add(new Named(context, test))));
    double[] holm =
        MultipleTests.holm(tests.stream().mapToDouble(named -> named.test().pValue()).toArray());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < holm.length; i++) {
      rows.add(row(tests.get(i).context(), tests.get(i).test(), holm[i]));
    }
    return rows;
  }

  private static Row row(String context, RatioHomogeneity.Test test, double holm) {
    return RowFactory.create(
        context,
        test.position(),
        orNull(test.q()),
        test.degrees(),
        orNull(test.pValue()),
        orNull(holm));
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
