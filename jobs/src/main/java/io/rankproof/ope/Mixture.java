package io.rankproof.ope;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import io.rankproof.kernel.ope.LoggerShares;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The probability that some logging policy shows an item at a position: the sum over loggers of
 * their share of the instance weight there times their probability.
 *
 * <p>Shares are by position: where one logger's lists are longer than another's, more of the rows
 * below are its, and shares over all rows would be wrong at every position. A ranker orders the
 * items shown, so that what it does depends on their number, and that number may be another with
 * each logger: its shares are by both. Where no row there has weight, they are shares of the rows.
 *
 * <p>What the shares are made of comes to the driver and goes back as a small table: joined as a
 * query, the log would be in the plan twice, and again twice in that for the next target.
 *
 * @param prefix of the columns made
 * @param loggers whose probabilities are in {@code logger_} columns
 * @param byLength whether requests of each number of rows have shares of their own
 */
record Mixture(String prefix, List<String> loggers, boolean byLength) {
  /** Column of the rows of a row's request, where a mixture is by it. */
  static final String LENGTH = "_length";

  /** What was counted somewhere, by logger. */
  private record Counted(double[] weights, double[] rows) {

    Counted plus(Counted other) {
      return new Counted(sum(weights, other.weights), sum(rows, other.rows));
    }

    private static double[] sum(double[] left, double[] right) {
      return IntStream.range(0, left.length).mapToDouble(i -> left[i] + right[i]).toArray();
    }
  }

  /** Where shares are: at 0 of lists of any length, or of one. */
  private record Cell(long length, long place) {}

  /**
   * The column {@link #LENGTH}; the longest have one, so that the number of shares does not grow
   * with the square of it.
   */
  static Column length() {
    return least(
        count(lit(1)).over(Window.partitionBy("cluster", "request")),
        lit((long) LoggerShares.LONGEST));
  }

  /** Where a row is; rows without a position are all of one. */
  static Column place() {
    return coalesce(col("position").cast("bigint"), lit(0L));
  }

  /** Whether every logger's probability is known. */
  Column isKnown() {
    return loggers.stream()
        .map(name -> col("logger_" + name).isNotNull())
        .reduce(Column::and)
        .orElseThrow();
  }

  /**
   * What the shares are made of, to be counted by {@link #LENGTH} and {@link #place}.
   *
   * @param used not null for the rows that the target uses: the shares are of these
   */
  List<Column> counts(Column used) {
    Column counted = used.isNotNull().and(isKnown());
    List<Column> counts = new ArrayList<>();
    for (int i = 0; i < loggers.size(); i++) {
      Column own = counted.and(col("_logger").equalTo(loggers.get(i)));
      counts.add(coalesce(ExactSum.of(when(own, col("weight"))), lit(0.0)).as(weight(i)));
      counts.add(count_if(own).as(rows(i)));
    }
    return counts;
  }

  /**
   * Adds {@code _propensity}, null where a logger's probability is.
   *
   * @param counted a row per length and position: these two, and the {@link #counts} by name
   */
  Dataset<Row> apply(Dataset<Row> rows, List<Row> counted) {
    Dataset<Row> shares = shares(rows, counted);
    Column mixture =
        IntStream.range(0, loggers.size())
            .mapToObj(i -> col(share(i)).multiply(col("logger_" + loggers.get(i))))
            .reduce(Column::plus)
            .orElseThrow();
    Column same = place().equalTo(col(prefix + "_m_place"));
    if (byLength) {
      same = same.and(col(LENGTH).equalTo(col(prefix + "_m_length")));
    }
    return rows.join(broadcast(shares), same, "left")
        .withColumn(prefix + "_propensity", mixture)
        .drop(shares.columns());
  }

  private Dataset<Row> shares(Dataset<Row> rows, List<Row> counted) {
    StructType schema =
        new StructType()
            .add(prefix + "_m_length", DataTypes.LongType)
            .add(prefix + "_m_place", DataTypes.LongType);
    for (int i = 0; i < loggers.size(); i++) {
      schema = schema.add(share(i), DataTypes.DoubleType);
    }
    List<Row> shares = new ArrayList<>();
    cells(counted).forEach((cell, count) -> shares.add(shares(cell, count)));
    return rows.sparkSession().createDataFrame(shares, schema);
  }

  private Map<Cell, Counted> cells(List<Row> counted) {
    Map<Cell, Counted> cells = new LinkedHashMap<>();
    // sums over lengths in one order
    counted.stream()
        .sorted(Comparator.comparingLong(row -> row.getLong(0)))
        .forEach(
            row ->
                cells.merge(
                    new Cell(byLength ? row.getLong(0) : 0, row.getLong(1)),
                    new Counted(numbers(row, this::weight), numbers(row, this::rows)),
                    Counted::plus));
    return cells;
  }

  private static Row shares(Cell cell, Counted counted) {
    List<Object> values = new ArrayList<>(List.of(cell.length(), cell.place()));
    for (double share : LoggerShares.shares(counted.weights(), counted.rows())) {
      values.add(Double.isNaN(share) ? null : (Object) share);
    }
    return RowFactory.create(values.toArray());
  }

  private double[] numbers(Row counted, IntFunction<String> column) {
    return IntStream.range(0, loggers.size())
        .mapToDouble(i -> counted.<Number>getAs(column.apply(i)).doubleValue())
        .toArray();
  }

  private String weight(int logger) {
    return prefix + "_m_weight" + logger;
  }

  private String rows(int logger) {
    return prefix + "_m_rows" + logger;
  }

  private String share(int logger) {
    return prefix + "_m_share" + logger;
  }
}
