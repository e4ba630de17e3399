package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Variant;
import io.rankproof.config.PointMetric;
import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.kernel.stats.KendallTau;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * How values and the order of the models depend on the attribution window: the rows of {@code
 * metrics} of the primary label under each window, side by side.
 */
final class WindowSensitivity {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "metric STRING, estimator STRING, window STRING, seconds BIGINT, model STRING, "
              + "value DOUBLE, ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, rank INT, tau DOUBLE");
  private static final String CONFIGURED = "configured";

  private final LabelConfig label;

  private WindowSensitivity(LabelConfig label) {
    this.label = label;
  }

  /**
   * @param metrics of {@link MetricRow#SCHEMA}
   */
  static List<Row> of(LabelConfig label, List<Row> metrics) {
    WindowSensitivity sensitivity = new WindowSensitivity(label);
    Map<String, Map<Duration, List<Row>>> byMetric = new TreeMap<>();
    for (Row row : metrics) {
      if (row.getString(4).equals("all") && sensitivity.window(row.getString(2)) != null) {
        metric(row)
            .ifPresent(
                name ->
                    byMetric
                        .computeIfAbsent(name + "\n" + row.getString(3), key -> new TreeMap<>())
                        .computeIfAbsent(
                            sensitivity.window(row.getString(2)), key -> new ArrayList<>())
                        .add(row));
      }
    }
    List<Row> rows = new ArrayList<>();
    byMetric.forEach((name, windows) -> rows.addAll(sensitivity.rows(name.split("\n"), windows)));
    return rows;
  }

  /** The window of a label, zero for the primary one's own; null: not of the sensitivity. */
  private Duration window(String name) {
    return name.equals(label.primary())
        ? Duration.ZERO
        : label.variants().stream()
            .filter(variant -> variant.name().equals(name))
            .map(Variant::window)
            .findFirst()
            .orElse(null);
  }

  /** The metric without its label; empty for those that are not of lists. */
  private static Optional<String> metric(Row row) {
    return PointMetric.isOfRows(row.getString(1)) || BeyondMetric.of(row.getString(1)).isPresent()
        ? Optional.empty()
        : Optional.of(MetricSpec.parse(row.getString(1)).withLabel("").toString());
  }

  private List<Row> rows(String[] metric, Map<Duration, List<Row>> windows) {
    List<Row> rows = new ArrayList<>();
    if (windows.size() < 2) {
      return rows;
    }
    List<Row> configured = windows.getOrDefault(Duration.ZERO, List.of());
    windows.forEach(
        (window, models) -> {
          double tau = tau(configured, models);
          for (Row model : models) {
            rows.add(
                RowFactory.create(
                    metric[0],
                    metric[1],
                    window.isZero() ? CONFIGURED : Variant.text(window),
                    window.toSeconds(),
                    model.getString(0),
                    model.get(6),
                    model.get(7),
                    model.get(8),
                    model.get(9),
                    rank(model, models),
                    Nullable.of(tau)));
          }
        });
    return rows;
  }

  /** 1 + the number of models with a higher value. */
  private static int rank(Row model, List<Row> models) {
    return 1 + (int) models.stream().filter(other -> value(other) > value(model)).count();
  }

  private static double tau(List<Row> configured, List<Row> models) {
    return KendallTau.of(byModel(configured, models), byModel(models, models));
  }

  private static double[] byModel(List<Row> rows, List<Row> order) {
    return order.stream()
        .sorted(Comparator.comparing(row -> row.getString(0)))
        .mapToDouble(
            wanted ->
                rows.stream()
                    .filter(row -> row.getString(0).equals(wanted.getString(0)))
                    .mapToDouble(WindowSensitivity::value)
                    .findFirst()
                    .orElse(Double.NaN))
        .toArray();
  }

  private static double value(Row row) {
    return row.isNullAt(6) ? Double.NaN : row.getDouble(6);
  }
}
