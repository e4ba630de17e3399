package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.PropensityConfig.Em.Relevance;
import io.rankproof.config.PropensityConfig.Method;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.kernel.propensity.BoostedTrees;
import io.rankproof.kernel.propensity.FeatureRows;
import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.LogCurve;
import io.rankproof.kernel.propensity.RelevanceAscent;
import io.rankproof.kernel.propensity.RelevanceRegression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every method's curve of the same training rows. The log is read once for all that need its keys.
 */
final class Estimators {
  private final Dataset<Row> train;
  private final List<PositionCounts> counts;
  private final RankproofConfig config;
  private final Map<String, KeySums> keys;
  private final Optional<String> keyless;

  /**
   * @param train rows as {@link SetRows} makes them
   * @param used the method whose curve is used
   * @throws ConfigException if that takes more memory than there is; what is only shown beside it
   *     is left out then
   */
  Estimators(Dataset<Row> train, List<PositionCounts> counts, RankproofConfig config, Method used) {
    this.train = train;
    this.counts = counts;
    this.config = config;
    boolean hasKeys = !counts.isEmpty() && !config.propensity().key().isEmpty();
    this.keyless = hasKeys ? unaffordable() : Optional.empty();
    if (keyless.isPresent() && used.needsKey()) {
      throw new ConfigException(
          "propensity.method", "\"" + used.shown() + "\" does not fit: " + keyless.get());
    }
    this.keys = hasKeys && keyless.isEmpty() ? KeyPass.sums(train, shape()) : Map.of();
  }

  private Optional<String> unaffordable() {
    long contexts = counts.stream().map(PositionCounts::context).distinct().count();
    return shape().unaffordable((int) contexts);
  }

  private ContextSums.Shape shape() {
    PropensityConfig propensity = config.propensity();
    return new ContextSums.Shape(deepest(), propensity.strata(), propensity.em().maxCells());
  }

  /** Why there are no sums over context keys although there is a key. */
  Optional<String> keyless() {
    return keyless;
  }

  /** Deepest position of the training rows. */
  int deepest() {
    return counts.stream().mapToInt(PositionCounts::position).max().orElse(1);
  }

  /** Sums over context keys, by context; empty without a key. */
  Map<String, KeySums> keys() {
    return keys;
  }

  /** The curve of a method; without points where the log does not have what it needs. */
  Curve of(Method method) {
    return switch (method) {
      case AUTO, NONE -> new Curve(List.of(), List.of());
      case GIVEN -> GivenCurve.of(counts);
      case RANDOMISED -> randomised();
      case EM_FEATURES -> features();
      default -> new KeyCurves(keys, counts, config.propensity()).of(method);
    };
  }

  private Curve randomised() {
    Dataset<Row> slice = train.where(col("randomised").and(col("position").isNotNull()));
    return RandomisedCurve.of(PositionSums.of(slice), config.propensity());
  }

  private Curve features() {
    DrawnCurve drawn = new DrawnCurve(Method.EM_FEATURES.shown(), counts, config.propensity());
    long all = counts.stream().mapToLong(PositionCounts::impressions).sum();
    FeatureSample.of(train, all, config)
        .forEach(
            (context, rows) -> {
              addFeatures(context, rows, drawn);
              drawn.note(Diagnostic.of(context, "em_features_rows", rows.size()));
            });
    return drawn.curve();
  }

  private void addFeatures(String context, FeatureRows rows, DrawnCurve drawn) {
    LogCurve logistic = RelevanceRegression.curve(rows);
    if (config.propensity().em().relevance() == Relevance.LOGISTIC) {
      drawn.add(context, logistic);
    } else {
      addTrees(context, rows, logistic, drawn);
    }
  }

  /** Without errors, whether position 1 has clicks enough is for the logistic curve to say. */
  private void addTrees(String context, FeatureRows rows, LogCurve logistic, DrawnCurve drawn) {
    BoostedTrees trees = new BoostedTrees(rows);
    int groups = config.propensity().em().jackknifeGroups();
    RelevanceAscent.Fit fit = RelevanceAscent.fit(rows, logistic, trees::copy, groups);
    LogCurve measured = fit.blocks() > 1 ? fit.curve() : logistic;
    drawn.add(context, fit.curve(), measured, fit.converged());
    TreeNotes.of(context, fit).forEach(drawn::note);
  }

  /** The curves to be shown beside the one that is used, by name. */
  Map<String, Curve> beside(Method used) {
    Map<String, Curve> curves = new LinkedHashMap<>();
    for (Method method : config.propensity().compare()) {
      if (method != used && isPossible(method)) {
        curves.put(method.shown(), named(method, of(method)));
      }
    }
    if (!keys.isEmpty()) {
      Curve withinDays = new KeyCurves(keys, counts, config.propensity()).withinDays();
      curves.put(KeyCurves.WITHIN_DAYS, new Curve(withinDays.points(), List.of()));
    }
    return curves;
  }

  /** Only what is unusual about it, under its name: the diagnostics are those of the curve used. */
  private static Curve named(Method method, Curve curve) {
    return new Curve(
        curve.points(),
        curve.diagnostics().stream()
            .filter(diagnostic -> diagnostic.note() != null)
            .map(diagnostic -> diagnostic.of(method.shown()))
            .toList());
  }

  private boolean isPossible(Method method) {
    return switch (method) {
      case GIVEN -> counts.stream().anyMatch(c -> c.given() > 0);
      case RANDOMISED -> counts.stream().anyMatch(c -> c.randomised() > 0);
      case EM_FEATURES -> !counts.isEmpty() && config.source().hasFeatures();
      default -> !keys.isEmpty();
    };
  }
}
