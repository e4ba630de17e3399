package io.rankproof.propensity;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.PropensityConfig;
import io.rankproof.kernel.propensity.PropensityDraws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The usable propensities of a run that are estimates with an error, numbered from 1 on by context
 * and position. Contexts are independent of one another.
 */
public final class UncertainPoints {
  private static final StructType SCHEMA =
      StructType.fromDDL("point_context STRING, point_position INT, point INT");

  private final List<Row> points = new ArrayList<>();
  private final List<double[][]> covariances = new ArrayList<>();

  /**
   * @param propensities the run's table
   */
  public static UncertainPoints of(Dataset<Row> propensities) {
    Map<String, List<Row>> contexts = new TreeMap<>();
    propensities
        .where(col("usable").and(col("log_covariance").isNotNull()))
        .orderBy("context", "position")
        .collectAsList()
        .stream()
        .filter(row -> variance(row) > 0)
        .forEach(
            row -> contexts.computeIfAbsent(row.getAs("context"), c -> new ArrayList<>()).add(row));
    UncertainPoints uncertain = new UncertainPoints();
    contexts.forEach(uncertain::add);
    return uncertain;
  }

  private static double variance(Row row) {
    return covariance(row, row);
  }

  private static double covariance(Row one, Row other) {
    List<Double> covariances = one.getList(one.fieldIndex("log_covariance"));
    int index = other.<Integer>getAs("position") - 1;
    double value = index < covariances.size() ? covariances.get(index) : 0;
    return Double.isNaN(value) ? 0 : value;
  }

  private void add(String context, List<Row> own) {
    double[][] covariance = new double[own.size()][own.size()];
    for (int i = 0; i < covariance.length; i++) {
      points.add(
          RowFactory.create(context, own.get(i).<Integer>getAs("position"), points.size() + 1));
      for (int j = 0; j < covariance.length; j++) {
        covariance[i][j] = covariance(own.get(i), own.get(j));
      }
    }
    covariances.add(covariance);
  }

  /** How many there are. */
  public int size() {
    return points.size();
  }

  /** Adds the column {@code point}: the number of the point that a row's propensity is; else 0. */
  public Dataset<Row> attach(Dataset<Row> rows, PropensityConfig config) {
    Dataset<Row> table = rows.sparkSession().createDataFrame(points, SCHEMA);
    Column sameKey =
        col("point_context")
            .equalTo(Propensities.context(config.contexts()))
            .and(col("point_position").equalTo(Propensities.position(config)));
    return rows.join(broadcast(table), sameKey, "left")
        .withColumn("point", coalesce(col("point"), lit(0)))
        .drop("point_context", "point_position");
  }

  /** By point and replicate, what 1 / p is multiplied by. */
  public double[][] inverse(long seed, int replicates) {
    List<double[]> inverse = new ArrayList<>();
    for (int context = 0; context < covariances.size(); context++) {
      inverse.addAll(
          Arrays.asList(
              PropensityDraws.inverse(seed, context + 1L, replicates, covariances.get(context))));
    }
    return inverse.toArray(double[][]::new);
  }

  /** The variance of the sum over points of slope x log p. */
  public double variance(double[] slopes) {
    double variance = 0;
    int first = 0;
    for (double[][] covariance : covariances) {
      for (int i = 0; i < covariance.length; i++) {
        for (int j = 0; j < covariance.length; j++) {
          variance += slopes[first + i] * slopes[first + j] * covariance[i][j];
        }
      }
      first += covariance.length;
    }
    return Math.max(0, variance);
  }
}
