package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.PropensityConfig;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The usable propensities of a run that are estimates with an error. Contexts are independent of
 * one another.
 *
 * @param contexts segments that contexts are made of
 * @param deepest position of the curve; deeper ones share it
 * @param points numbered from 1 on, in this order; 0 is what is known
 * @param covariance of their logs
 */
public record UncertainPoints(
    List<String> contexts, int deepest, List<Point> points, double[][] covariance)
    implements Serializable {
  /** No propensity has an error. */
  public static final UncertainPoints NONE =
      new UncertainPoints(List.of(), 0, List.of(), new double[0][]);

  private static final String COVARIANCE = "log_covariance";

  /**
   * @param context a value of each segment; a missing one is the empty text
   */
  public record Point(List<String> context, int position) implements Serializable {}

  /**
   * @param propensities the run's table
   */
  public static UncertainPoints of(Dataset<Row> propensities, PropensityConfig config) {
    if (!Arrays.asList(propensities.columns()).contains(COVARIANCE)) {
      return NONE;
    }
    List<Row> rows =
        propensities
            .where(col("usable").and(col(COVARIANCE).isNotNull()))
            .orderBy("context", "position")
            .collectAsList()
            .stream()
            .filter(row -> covariance(row, row) > 0)
            .toList();
    double[][] covariance = new double[rows.size()][rows.size()];
    for (int i = 0; i < covariance.length; i++) {
      for (int j = 0; j < covariance.length; j++) {
        covariance[i][j] = covariance(rows.get(i), rows.get(j));
      }
    }
    List<Point> points = rows.stream().map(row -> point(row, config)).toList();
    return new UncertainPoints(config.contexts(), config.maxPosition(), points, covariance);
  }

  private static double covariance(Row one, Row other) {
    List<Double> covariances = one.getList(one.fieldIndex(COVARIANCE));
    int index = position(other) - 1;
    boolean known =
        one.getAs("context").equals(other.getAs("context"))
            && index < covariances.size()
            && !covariances.get(index).isNaN();
    return known ? covariances.get(index) : 0;
  }

  private static Point point(Row row, PropensityConfig config) {
    List<String> context =
        config.contexts().isEmpty() ? List.of() : Propensities.segments(row.getAs("context"));
    return new Point(context, position(row));
  }

  private static int position(Row row) {
    return row.getAs("position");
  }

  /** How many there are. */
  public int count() {
    return points.size();
  }

  /** The variance of the sum over points of slope x log p. */
  public double variance(double[] slopes) {
    double variance = 0;
    for (int i = 0; i < slopes.length; i++) {
      for (int j = 0; j < slopes.length; j++) {
        variance += slopes[i] * slopes[j] * covariance[i][j];
      }
    }
    return Math.max(0, variance);
  }
}
