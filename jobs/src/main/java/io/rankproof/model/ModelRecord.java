package io.rankproof.model;

import io.rankproof.config.TrainConfig.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the table {@code models}.
 *
 * @param weighted whether propensities were used: the score is then a relevance
 * @param path folder of the fitted model, within the run's folder
 * @param seconds taken to fit, save and measure it
 */
record ModelRecord(
    ModelSpec spec, Map<String, Double> metrics, boolean weighted, String path, double seconds) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, kind STRING, label STRING, features ARRAY<STRING>, "
              + "params MAP<STRING, STRING>, metrics MAP<STRING, DOUBLE>, weighting STRING, "
              + "path STRING, seconds DOUBLE");

  /**
   * Where a model lies among a run's files.
   *
   * @param attempt name of the attempt to train, so that none overwrites what another registered
   */
  static String path(String model, String attempt) {
    return "models/" + model + "-" + attempt;
  }

  static Dataset<Row> table(SparkSession spark, List<ModelRecord> models) {
    return spark
        .createDataFrame(models.stream().map(ModelRecord::row).toList(), SCHEMA)
        .coalesce(1);
  }

  static Kind kind(Row row) {
    return Kind.valueOf(row.<String>getAs("kind").toUpperCase(Locale.ROOT));
  }

  private Row row() {
    Map<String, String> params = new TreeMap<>();
    spec.params().forEach((name, value) -> params.put(name, Double.toString(value)));
    return RowFactory.create(
        spec.name(),
        spec.kind().name().toLowerCase(Locale.ROOT),
        spec.label(),
        spec.features().toArray(String[]::new),
        params,
        metrics,
        weighted ? spec.weighting().shown() : "none",
        path,
        seconds);
  }
}
