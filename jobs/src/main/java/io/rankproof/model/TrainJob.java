package io.rankproof.model;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.TrainConfig;
import io.rankproof.config.TrainConfig.Weighting;
import io.rankproof.error.InputException;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits the config's models on the training set. */
public final class TrainJob implements Job {

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "fit the models of the config on the training set";
  }

  @Override
  public void check(RankproofConfig config) {
    ModelSpec.all(config);
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    List<ModelSpec> specs = ModelSpec.all(context.config());
    List<ModelRecord> fitted = specs.isEmpty() ? List.of() : fit(specs, context, out);
    out.write(Table.MODELS, ModelRecord.table(context.spark(), fitted));
    out.count("models", fitted.size());
  }

  private static List<ModelRecord> fit(List<ModelSpec> specs, RunContext context, JobOutput out) {
    List<ModelRecord> fitted = new ArrayList<>();
    String attempt = UUID.randomUUID().toString();
    try (TrainingRows rows = TrainingRows.of(context)) {
      for (ModelSpec spec : specs) {
        fitted.add(fit(spec, rows, attempt, context, out));
      }
    }
    return fitted;
  }

  private static ModelRecord fit(
      ModelSpec spec, TrainingRows rows, String attempt, RunContext context, JobOutput out) {
    long started = System.nanoTime();
    boolean weighted = spec.weighting() != Weighting.NONE && rows.weighable();
    if (spec.weighting() != Weighting.NONE && !weighted) {
      out.notComputed(
          spec.weighting().shown() + " weights of model " + spec.name(),
          "there is no usable propensity");
    }
    LabelCounts.of(rows.of("train", spec)).refuseUnfit(spec);
    String path = ModelRecord.path(spec.name(), attempt);
    String folder = context.store().folder(context.run(), path);
    fitted(spec, rows, context, out).save(folder);
    // measured as it will be used; a fitted MLlib model also holds its session, a loaded one not
    FittedModel model = FittedModel.load(context.spark(), spec.kind(), folder);
    Map<String, Double> metrics = new TreeMap<>();
    metrics.putAll(metrics("train", "train", model, spec, rows, weighted));
    metrics.putAll(metrics("valid", "validation", model, spec, rows, weighted));
    return new ModelRecord(spec, metrics, weighted, path, (System.nanoTime() - started) / 1e9);
  }

  private static FittedModel fitted(
      ModelSpec spec, TrainingRows rows, RunContext context, JobOutput out) {
    if (spec.kind() == TrainConfig.Kind.RECENCY) {
      return Recency.fit(rows.of("train", spec));
    }
    Function<Dataset<Row>, FittedModel> fit = fit(spec, rows, context.config(), out);
    return spec.weighting() == Weighting.EM && rows.weighable()
        ? SoftLabels.fit(rows.both(spec), fit, context.config().train().emIterations())
        : fit.apply(rows.both(spec));
  }

  /** How the model is fitted to rows with label, train_weight and validation. */
  private static Function<Dataset<Row>, FittedModel> fit(
      ModelSpec spec, TrainingRows rows, RankproofConfig config, JobOutput out) {
    if (spec.kind() == TrainConfig.Kind.POPULARITY) {
      return both -> Popularity.fit(train(both), spec.number("prior"));
    }
    FeatureStages features = features(spec, rows.of("train", spec), config, out);
    return spec.kind() == TrainConfig.Kind.LOGISTIC
        ? both -> Classifier.logistic(train(both), features, spec)
        : both -> Classifier.trees(both, features, spec, config.seed());
  }

  private static Dataset<Row> train(Dataset<Row> both) {
    return both.where(col("validation").equalTo(false));
  }

  private static FeatureStages features(
      ModelSpec spec, Dataset<Row> train, RankproofConfig config, JobOutput out) {
    FeatureStages features = FeatureStages.learn(train, spec, config.train().maxCategories());
    features
        .empty(spec)
        .forEach(
            name ->
                out.notComputed(
                    "feature " + name + " of model " + spec.name(),
                    "it has no value in the training set"));
    if (features.isEmpty()) {
      throw new InputException(
          "model "
              + spec.name()
              + ": none of its features has a value in the training set; check source.features");
    }
    return features;
  }

  private static Map<String, Double> metrics(
      String prefix,
      String split,
      FittedModel model,
      ModelSpec spec,
      TrainingRows rows,
      boolean relevance) {
    Dataset<Row> scored = model.score(rows.of(split, spec), "score");
    return ModelMetrics.of(prefix, scored, model.isProbability(), relevance);
  }
}
