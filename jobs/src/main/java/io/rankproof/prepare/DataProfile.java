package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.ingest.LogColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What every column of the examples is like, the same whatever their order and partitioning.
 *
 * <p>Counts, ranges and means are of all rows; sums are exact, so none depends on its order. One
 * pass finds everything. Quantiles and frequent values are of a sample by hash of request and item,
 * some {@value #SAMPLE} rows (all, where there are fewer): the rank of a quantile of n values that
 * the sample has is then off by at most sqrt(ln(40) / 2n) with 95% confidence, 0.43% where no row
 * is without a value (Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant, 1990).
 */
final class DataProfile {
  static final int SAMPLE = 100_000;
  private static final long GRAIN = 1L << 30;
  private static final int TOP = 10;
  private static final List<Double> QUANTILES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

  /** Ids of people are not put on a page, and those of requests are all different. */
  private static final List<String> NO_VALUES =
      List.of("request", "user", "cluster", "item_creator", "split");

  private static final StructType SCHEMA =
      StructType.fromDDL("column STRING, measure STRING, value DOUBLE, text STRING");

  private final Dataset<Row> examples;
  private final List<String> texts = new ArrayList<>();
  private final List<String> numbers = new ArrayList<>();
  private final List<Row> figures = new ArrayList<>();

  private DataProfile(Dataset<Row> examples) {
    this.examples = examples;
    for (StructField field : examples.schema().fields()) {
      if (!(field.dataType() instanceof ArrayType)) {
        (field.dataType() instanceof StringType ? texts : numbers).add(field.name());
      }
    }
  }

  /**
   * One row per column and measure; times are seconds since 1970.
   *
   * @param rows how many there are
   */
  static Dataset<Row> of(Dataset<Row> examples, long rows) {
    DataProfile profile = new DataProfile(examples);
    ColumnSums sums = profile.sums(rows);
    profile.columns(sums);
    if (rows > 0) {
      profile.quantiles(sums.sample());
      profile.frequent(sums.sample());
    }
    return examples.sparkSession().createDataFrame(profile.figures, SCHEMA).coalesce(1);
  }

  private void put(String column, String measure, Object value) {
    Double number = value == null ? null : ((Number) value).doubleValue();
    figures.add(RowFactory.create(column, measure, number, null));
  }

  /** Missing values, ranges, means, distinct texts. */
  private void columns(ColumnSums sums) {
    put("(all)", "rows", sums.rows());
    for (int i = 0; i < texts.size(); i++) {
      put(texts.get(i), "missing", sums.missing(i));
      put(texts.get(i), "distinct (approximate)", sums.distinct(i));
    }
    for (int i = 0; i < numbers.size(); i++) {
      put(numbers.get(i), "missing", sums.missing(texts.size() + i));
      put(numbers.get(i), "min", sums.least(i));
      put(numbers.get(i), "max", sums.most(i));
      put(numbers.get(i), "mean", sums.mean(i));
    }
  }

  private ColumnSums sums(long rows) {
    List<Column> all = new ArrayList<>();
    texts.forEach(name -> all.add(col(name)));
    numbers.forEach(name -> all.add(number(name)));
    all.add(isSampled(rows));
    boolean[] listed = new boolean[texts.size()];
    for (int i = 0; i < listed.length; i++) {
      listed[i] = isListed(texts.get(i));
    }
    int ofNumbers = numbers.size();
    return InternalRows.of(examples.select(all.toArray(Column[]::new)))
        .mapPartitions(part -> List.of(ColumnSums.of(part, listed, ofNumbers)).iterator())
        .fold(new ColumnSums(listed, ofNumbers), ColumnSums::merge);
  }

  private static boolean isListed(String text) {
    return !NO_VALUES.contains(text);
  }

  /** Whether a row is of the sample. */
  private static Column isSampled(long rows) {
    return rows <= SAMPLE
        ? lit(true)
        : pmod(xxhash64(col(LogColumns.REQUEST), col(LogColumns.ITEM), lit("profile")), lit(GRAIN))
            .lt((long) ((double) SAMPLE / rows * GRAIN));
  }

  private void quantiles(SampleValues sample) {
    for (int i = 0; i < numbers.size(); i++) {
      double[] values = sample.quantiles(i, QUANTILES);
      for (int q = 0; q < QUANTILES.size(); q++) {
        put(numbers.get(i), name(QUANTILES.get(q)), values == null ? null : (Double) values[q]);
      }
    }
  }

  private static String name(double quantile) {
    return String.format(java.util.Locale.ROOT, "p%02.0f", 100 * quantile);
  }

  /** The most frequent values of text columns with their share; null is a value. */
  private void frequent(SampleValues sample) {
    for (int i = 0; i < texts.size(); i++) {
      if (isListed(texts.get(i))) {
        int place = 1;
        for (SampleValues.Frequent value : sample.frequent(i, TOP)) {
          String measure = String.format(java.util.Locale.ROOT, "top %02d", place++);
          double share = (double) value.rows() / sample.rows();
          figures.add(RowFactory.create(texts.get(i), measure, share, value.text()));
        }
      }
    }
  }

  /** Times as seconds. */
  private static Column number(String name) {
    return col(name).cast(DataTypes.DoubleType);
  }
}
