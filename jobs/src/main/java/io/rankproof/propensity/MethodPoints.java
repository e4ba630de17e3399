package io.rankproof.propensity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Every method's curve before smoothing, as the table {@code propensity_methods}: whether methods
 * that assume different things agree.
 */
final class MethodPoints {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "context STRING, method STRING, position INT, propensity DOUBLE, ci_low DOUBLE,"
              + " ci_high DOUBLE, used BOOLEAN");

  private MethodPoints() {}

  static List<Row> rows(Curve used, Collection<Curve> beside) {
    List<Row> rows = new ArrayList<>();
    used.points().forEach(point -> rows.add(row(point, true)));
    beside.forEach(curve -> curve.points().forEach(point -> rows.add(row(point, false))));
    return rows;
  }

  private static Row row(Propensity point, boolean used) {
    return RowFactory.create(
        point.context(),
        point.method(),
        point.position(),
        point.value(),
        point.low(),
        point.high(),
        used);
  }
}
