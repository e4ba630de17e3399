package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.PropensityConfig;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The usable propensities of a run that are estimates with an error. Contexts are independent of
 * one another.
 *
 * @param contexts segments that contexts are made of
 * @param deepest position of the curve; deeper ones share it
 * @param points numbered from 1 on, in this order; 0 is what is known
 * @param covariances of their logs: those of each context, in the order of the points
 */
public record UncertainPoints(
    List<String> contexts, int deepest, List<Point> points, List<double[][]> covariances)
    implements Serializable {
  /** No propensity has an error. */
  public static final UncertainPoints NONE =
      new UncertainPoints(List.of(), 0, List.of(), List.of());

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
    List<Point> points = rows.stream().map(row -> point(row, config)).toList();
    return new UncertainPoints(config.contexts(), config.maxPosition(), points, covariances(rows));
  }

  /**
   * Methods whose usable estimates come without an error, so that intervals take them as known;
   * given propensities, and p_1 = 1, are.
   *
   * @param propensities the run's table
   */
  public static List<String> methodsWithoutError(Dataset<Row> propensities) {
    List<String> columns = Arrays.asList(propensities.columns());
    if (!columns.contains(COVARIANCE) || !columns.contains("method")) {
      return List.of();
    }
    return propensities
        .where(col("usable").and(col("position").gt(1)).and(col(COVARIANCE).isNull()))
        .where(col("method").notEqual(PropensityConfig.Method.GIVEN.shown()))
        .select("method")
        .distinct()
        .orderBy("method")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** The covariances within each context, of rows ordered by it. */
  private static List<double[][]> covariances(List<Row> rows) {
    Map<String, List<Row>> contexts =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("context"), LinkedHashMap::new, Collectors.toList()));
    return contexts.values().stream().map(UncertainPoints::covariance).toList();
  }

  private static double[][] covariance(List<Row> rows) {
    double[][] covariance = new double[rows.size()][rows.size()];
    for (int i = 0; i < covariance.length; i++) {
      for (int j = 0; j < covariance.length; j++) {
        covariance[i][j] = covariance(rows.get(i), rows.get(j));
      }
    }
    return covariance;
  }

  private static double covariance(Row one, Row other) {
    List<Double> covariances = one.getList(one.fieldIndex(COVARIANCE));
    int index = position(other) - 1;
    boolean known = index < covariances.size() && !covariances.get(index).isNaN();
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
