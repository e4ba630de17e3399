package io.rankproof.prepare;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.ingest.LogColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * What every column of the examples is like, the same whatever their order and partitioning.
 *
 * <p>Counts, ranges and means are of all rows, by one pass; sums are exact, so none depends on its
 * order. Quantiles and frequent values are of a sample by hash of request and item, some {@value
 * #SAMPLE} rows (all, where there are fewer): a quantile's rank is then off by at most 0.43% with
 * 95% confidence (Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant, 1990).
 */
final class DataProfile {
  static final int SAMPLE = 100_000;
  private static final long GRAIN = 1L << 30;
  private static final int TOP = 10;
  private static final List<Double> QUANTILES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

  /** Ids of people are not put on a page, and those of requests are all different. */
  private static final List<String> NO_VALUES = List.of("request", "user", "cluster", "split");

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

  /** One row per column and measure; times are seconds since 1970. */
  static Dataset<Row> of(Dataset<Row> examples) {
    DataProfile profile = new DataProfile(examples);
    long rows = profile.columns();
    if (rows > 0) {
      profile.ofSample(rows);
    }
    return examples.sparkSession().createDataFrame(profile.figures, SCHEMA).coalesce(1);
  }

  private void put(String column, String measure, Object value) {
    Double number = value == null ? null : ((Number) value).doubleValue();
    figures.add(RowFactory.create(column, measure, number, null));
  }

  /** One pass over all rows: missing values, ranges, means, distinct texts. */
  private long columns() {
    ColumnSums sums = sums();
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
    return sums.rows();
  }

  private ColumnSums sums() {
    List<Column> all = new ArrayList<>();
    texts.forEach(name -> all.add(col(name)));
    numbers.forEach(name -> all.add(number(name)));
    int ofText = texts.size();
    int ofNumbers = numbers.size();
    return InternalRows.of(examples.select(all.toArray(Column[]::new)))
        .mapPartitions(rows -> List.of(ColumnSums.of(rows, ofText, ofNumbers)).iterator())
        .fold(new ColumnSums(ofText, ofNumbers), ColumnSums::merge);
  }

  /** The sample is small, and read twice. */
  private void ofSample(long rows) {
    Dataset<Row> sample = sample(rows).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      quantiles(sample);
      frequent(sample);
    } finally {
      sample.unpersist();
    }
  }

  private Dataset<Row> sample(long rows) {
    if (rows <= SAMPLE) {
      return examples;
    }
    Column place =
        pmod(xxhash64(col(LogColumns.REQUEST), col(LogColumns.ITEM), lit("profile")), lit(GRAIN));
    return examples.where(place.lt((long) ((double) SAMPLE / rows * GRAIN)));
  }

  private void quantiles(Dataset<Row> sample) {
    Column[] asked = QUANTILES.stream().map(q -> lit(q)).toArray(Column[]::new);
    List<Column> quantiles =
        numbers.stream().map(name -> percentile(number(name), array(asked))).toList();
    if (quantiles.isEmpty()) {
      return;
    }
    Row row = sample.agg(count(lit(1)), quantiles.toArray(Column[]::new)).head();
    for (int i = 0; i < numbers.size(); i++) {
      List<Double> values = row.isNullAt(i + 1) ? null : row.getList(i + 1);
      for (int q = 0; q < QUANTILES.size(); q++) {
        put(numbers.get(i), name(QUANTILES.get(q)), values == null ? null : values.get(q));
      }
    }
  }

  private static String name(double quantile) {
    return String.format(java.util.Locale.ROOT, "p%02.0f", 100 * quantile);
  }

  /** The most frequent values of text columns with their share; null is a value. */
  private void frequent(Dataset<Row> sample) {
    Column[] pairs =
        texts.stream()
            .filter(name -> !NO_VALUES.contains(name))
            .map(name -> struct(lit(name).as("column"), col(name).as("text")))
            .toArray(Column[]::new);
    if (pairs.length == 0) {
      return;
    }
    Dataset<Row> counted =
        sample
            .select(explode(array(pairs)).as("pair"))
            .groupBy("pair.column", "pair.text")
            .agg(count(lit(1)).as("n"))
            .withColumn("all", sum("n").over(Window.partitionBy("column")))
            .withColumn(
                "place",
                row_number()
                    .over(Window.partitionBy("column").orderBy(col("n").desc(), col("text"))))
            .where(col("place").leq(TOP))
            .select(
                col("column"),
                col("place"),
                col("text"),
                col("n").cast(DataTypes.DoubleType).divide(col("all")).as("share"))
            .orderBy("column", "place");
    for (Row row : counted.collectAsList()) {
      String measure = String.format(java.util.Locale.ROOT, "top %02d", row.getInt(1));
      figures.add(RowFactory.create(row.getString(0), measure, row.getDouble(3), row.get(2)));
    }
  }

  /** Times as seconds. */
  private static Column number(String name) {
    return col(name).cast(DataTypes.DoubleType);
  }
}
