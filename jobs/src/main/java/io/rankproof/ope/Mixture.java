package io.rankproof.ope;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.functions.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The probability that some logging policy shows an item at a position: the sum over loggers of
 * their share of the instance weight there times their probability.
 *
 * <p>Shares are by position: where one logger's lists are longer than another's, more of the rows
 * below are its, and shares over all rows would be wrong at every position. Where no row of a
 * position has weight, they are shares of its rows.
 *
 * <p>What the shares are made of comes to the driver and goes back as a small table: joined as a
 * query, the log would be in the plan twice, and again twice in that for the next target.
 *
 * @param prefix of the columns made
 * @param loggers whose probabilities are in {@code logger_} columns
 */
record Mixture(String prefix, List<String> loggers) {

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
   * What the shares are made of, to be counted by {@link #place}.
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
   * @param counted a row per position: the position, and the {@link #counts} by name
   */
  Dataset<Row> apply(Dataset<Row> rows, List<Row> counted) {
    Dataset<Row> shares = shares(rows, counted);
    Column mixture =
        IntStream.range(0, loggers.size())
            .mapToObj(i -> col(share(i)).multiply(col("logger_" + loggers.get(i))))
            .reduce(Column::plus)
            .orElseThrow();
    return rows.join(broadcast(shares), place().equalTo(col(prefix + "_m_place")), "left")
        .withColumn(prefix + "_propensity", mixture)
        .drop(shares.columns());
  }

  private Dataset<Row> shares(Dataset<Row> rows, List<Row> counted) {
    StructType schema = new StructType().add(prefix + "_m_place", DataTypes.LongType);
    for (int i = 0; i < loggers.size(); i++) {
      schema = schema.add(share(i), DataTypes.DoubleType);
    }
    return rows.sparkSession()
        .createDataFrame(counted.stream().map(this::sharesAt).toList(), schema);
  }

  private Row sharesAt(Row counted) {
    double[] weights = numbers(counted, true);
    double[] own = total(weights) > 0 ? weights : numbers(counted, false);
    double all = total(own);
    Object[] shares = new Object[1 + own.length];
    shares[0] = counted.getLong(0);
    for (int i = 0; i < own.length; i++) {
      shares[1 + i] = all > 0 ? own[i] / all : null;
    }
    return RowFactory.create(shares);
  }

  private double[] numbers(Row counted, boolean weights) {
    return IntStream.range(0, loggers.size())
        .mapToDouble(i -> counted.<Number>getAs(weights ? weight(i) : rows(i)).doubleValue())
        .toArray();
  }

  private static double total(double[] numbers) {
    double total = 0;
    for (double number : numbers) {
      total += number;
    }
    return total;
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
