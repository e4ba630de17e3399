package io.rankproof.prepare;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.functions.ExactSum;
import io.rankproof.ingest.LogColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A few numbers per column of the examples, the same whatever their order and partitioning. Sums
 * are exact inside buckets of requests, which keeps them in range for any number of rows, and added
 * in the order of the buckets.
 */
final class DataProfile {
  private static final String MEAN = "mean";
  private static final int BUCKETS = 64;

  /** A column with a value as large as this has no mean: its exact sum could overflow. */
  private static final double TOO_LARGE = 0x1p60;

  private static final StructType SCHEMA =
      StructType.fromDDL("column STRING, measure STRING, value DOUBLE");

  private final List<String> names = new ArrayList<>();
  private final List<Column> measures = new ArrayList<>();
  private final Map<String, Column> sums = new LinkedHashMap<>();

  private DataProfile() {}

  /** One row per column and measure; times are seconds since 1970. */
  static Dataset<Row> of(Dataset<Row> examples) {
    DataProfile profile = new DataProfile();
    profile.add("(all)", "rows", count(lit(1)));
    for (StructField field : examples.schema().fields()) {
      profile.add(field);
    }
    Column[] others = profile.measures.stream().skip(1).toArray(Column[]::new);
    Row values = examples.agg(profile.measures.get(0), others).head();
    return examples
        .sparkSession()
        .createDataFrame(profile.rows(values, profile.totals(examples)), SCHEMA)
        .coalesce(1);
  }

  private void add(StructField field) {
    Column column = col(field.name());
    add(field.name(), "missing", count_if(column.isNull()));
    if (field.dataType() instanceof StringType) {
      add(field.name(), "distinct (approximate)", approx_count_distinct(column, 0.02));
      return;
    }
    if (field.dataType() instanceof ArrayType) {
      return;
    }
    Column number =
        field.dataType() instanceof TimestampType
            ? unix_micros(column).divide(1e6)
            : column.cast(DataTypes.DoubleType);
    Column size = abs(number);
    sums.put(field.name(), ExactSum.of(when(size.lt(TOO_LARGE), number)));
    add(field.name(), MEAN, when(max(size).lt(TOO_LARGE), count(number)));
    add(field.name(), "min", min(number));
    add(field.name(), "max", max(number));
  }

  private void add(String column, String measure, Column value) {
    names.add(column + "\n" + measure);
    measures.add(value.cast(DataTypes.DoubleType).as(column + " " + measure));
  }

  /** Sum of every number column; those with a value that is too large are not of use. */
  private Map<String, Double> totals(Dataset<Row> examples) {
    Map<String, Double> totals = new LinkedHashMap<>();
    if (sums.isEmpty()) {
      return totals;
    }
    Column[] all = sums.values().toArray(Column[]::new);
    Column[] others = Arrays.copyOfRange(all, 1, all.length);
    List<Row> buckets =
        examples
            .groupBy(pmod(xxhash64(col(LogColumns.REQUEST)), lit(BUCKETS)))
            .agg(all[0], others)
            .collectAsList()
            .stream()
            .sorted(Comparator.comparingLong(row -> row.getLong(0)))
            .toList();
    int place = 1;
    for (String name : sums.keySet()) {
      totals.put(name, total(buckets, place++));
    }
    return totals;
  }

  private static double total(List<Row> buckets, int place) {
    double total = 0;
    for (Row bucket : buckets) {
      total += bucket.isNullAt(place) ? 0 : bucket.getDouble(place);
    }
    return total;
  }

  /** Where a mean is asked for, the measure is the number of values. */
  private List<Row> rows(Row values, Map<String, Double> totals) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String[] name = names.get(i).split("\n");
      Double value = values.isNullAt(i) ? null : (Double) values.getDouble(i);
      if (value != null && name[1].equals(MEAN)) {
        value = totals.get(name[0]) / value;
      }
      rows.add(RowFactory.create(name[0], name[1], value));
    }
    return rows;
  }
}
