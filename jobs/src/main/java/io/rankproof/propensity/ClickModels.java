package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.job.RunContext;
import io.rankproof.kernel.propensity.ChainModel;
import io.rankproof.kernel.propensity.ClickLists;
import io.rankproof.kernel.propensity.ClickModel;
import io.rankproof.kernel.propensity.ClickScores;
import io.rankproof.kernel.propensity.PositionModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Click models fitted to lists of the training set and judged on lists of the validation set, as
 * the table {@code click_models} has them: one without position bias, the position-based one with
 * the curve of every method, and those of {@code propensity.click-models}.
 */
final class ClickModels {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "model STRING, position INT, impressions BIGINT, log_likelihood DOUBLE,"
              + " perplexity DOUBLE");

  private static final int DBN_STEPS = 200;
  private static final double DBN_TOLERANCE = 1e-5;

  private ClickModels() {}

  /**
   * @param train rows as {@link SetRows} makes them
   * @param curves by name of their method
   */
  static List<Row> rows(RunContext context, Dataset<Row> train, Map<String, Curve> curves) {
    PropensityConfig config = context.config().propensity();
    List<Row> rows = new ArrayList<>();
    if (!config.key().isEmpty() && config.maxLists() > 0) {
      ListSample lists = new ListSample(context.config().seed(), config.maxLists());
      ClickLists fitted = lists.known(train);
      ClickLists held = lists.held(SetRows.of("validation", context));
      if (fitted.size() > 0 && held.size() > 0) {
        models(config, fitted, lists, curves)
            .forEach((name, model) -> add(name, ClickScores.of(model, held), rows));
      }
    }
    return rows;
  }

  private static Map<String, ClickModel> models(
      PropensityConfig config, ClickLists fitted, ListSample lists, Map<String, Curve> curves) {
    Map<String, ClickModel> models = new LinkedHashMap<>();
    models.put("no position bias", PositionModel.fit(fitted, flat(lists.contexts().size())));
    curves.forEach(
        (method, curve) ->
            models.put(
                "position-based, " + method,
                PositionModel.fit(fitted, values(curve, lists.contexts()))));
    config.clickModels().forEach(model -> models.put(model.shown(), chain(model, fitted)));
    return models;
  }

  private static ClickModel chain(PropensityConfig.ClickModel model, ClickLists fitted) {
    return switch (model) {
      case CASCADE -> ChainModel.cascade(fitted);
      case SDBN -> ChainModel.simplified(fitted);
      case DBN -> ChainModel.full(fitted, DBN_STEPS, DBN_TOLERANCE);
    };
  }

  private static double[][] flat(int contexts) {
    double[][] curves = new double[contexts][1];
    Arrays.stream(curves).forEach(curve -> curve[0] = 1);
    return curves;
  }

  /** The curve of every context; a position without a p shares that of the one above it. */
  private static double[][] values(Curve curve, List<String> contexts) {
    double[][] values = flat(contexts.size());
    for (int i = 0; i < values.length; i++) {
      String context = contexts.get(i);
      List<Propensity> own =
          curve.points().stream().filter(p -> p.context().equals(context)).toList();
      int deepest = own.stream().mapToInt(Propensity::position).max().orElse(1);
      values[i] = Arrays.copyOf(values[i], deepest);
      own.stream().filter(p -> p.value() > 0).forEach(p -> set(values, contexts, p));
      for (int k = 1; k < deepest; k++) {
        values[i][k] = values[i][k] > 0 ? values[i][k] : values[i][k - 1];
      }
    }
    return values;
  }

  private static void set(double[][] values, List<String> contexts, Propensity point) {
    values[contexts.indexOf(point.context())][point.position() - 1] = point.value();
  }

  private static void add(String model, ClickScores scores, List<Row> rows) {
    rows.add(
        RowFactory.create(
            model,
            0,
            scores.allImpressions(),
            scores.meanLogLikelihood(),
            scores.meanPerplexity()));
    for (int k = 0; k < scores.impressions().length; k++) {
      if (scores.impressions()[k] > 0) {
        rows.add(
            RowFactory.create(
                model,
                k + 1,
                scores.impressions()[k],
                scores.logLikelihood()[k],
                scores.perplexity()[k]));
      }
    }
  }
}
