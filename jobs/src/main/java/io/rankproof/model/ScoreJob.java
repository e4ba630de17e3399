package io.rankproof.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.StoreException;
import io.rankproof.ingest.Sources;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.Propensities;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Puts the score of every model beside the labels of the validation and test rows. */
public final class ScoreJob implements Job {
  private static final List<String> FIXED =
      List.of(
          "split",
          "request",
          "item",
          "user",
          "cluster",
          "time",
          "position",
          "policy",
          "action_propensity",
          "randomised",
          "weight",
          "propensity",
          "item_created",
          "item_category",
          "item_creator",
          "item_vector",
          Novelty.COLUMN);

  @Override
  public String name() {
    return "score";
  }

  @Override
  public String summary() {
    return "put every model's score beside the labels of the validation and test sets";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    Dataset<Row> known = Novelty.of(trained(context)).attach(scored(judged(context), context));
    Dataset<Row> rows = laidOut(selected(known, context.config()));
    Observation counts = new Observation();
    out.writeTogether(Table.SCORES, rows.observe(counts, rowsOf("validation"), others(rows)));
    report(rows, measured(counts), out);
  }

  @Override
  public void checkInput(RunContext context) {
    new OutsideScores(context.config(), Sources.open(context)::table).check();
  }

  private static Dataset<Row> trained(RunContext context) {
    return context.read(Table.EXAMPLES).where(col("split").equalTo("train"));
  }

  private static Dataset<Row> judged(RunContext context) {
    Dataset<Row> propensities = context.read(Table.PROPENSITIES);
    Dataset<Row> rows =
        Propensities.attach(
            context.read(Table.EXAMPLES).where(col("split").isin("validation", "test")),
            propensities,
            context.config().propensity());
    return DelayedLabels.correct(
        rows, context.config().label(), () -> Propensities.anyUsable(propensities));
  }

  private static Dataset<Row> scored(Dataset<Row> rows, RunContext context) {
    Dataset<Row> result =
        new OutsideScores(context.config(), Sources.open(context)::table).join(rows);
    for (Row model : context.read(Table.MODELS).orderBy("model").collectAsList()) {
      String name = model.getAs("model");
      String folder = context.store().folder(context.run(), model.<String>getAs("path"));
      FittedModel fitted = FittedModel.load(context.spark(), ModelRecord.kind(model), folder);
      result = fitted.score(result, "score_" + name);
    }
    return result;
  }

  private static Dataset<Row> selected(Dataset<Row> rows, RankproofConfig config) {
    List<Column> columns = new ArrayList<>(FIXED.stream().map(name -> col(name)).toList());
    for (String prefix : List.of("label_", "segment_", "number_", "target_", "score_")) {
      columnsOf(rows, prefix).forEach(name -> columns.add(col(name)));
    }
    config.evaluate().sliceFinder().numeric().forEach(name -> columns.add(col("feature_" + name)));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** A request's rows together in one file and in order: evaluate then needs no exchange. */
  private static Dataset<Row> laidOut(Dataset<Row> rows) {
    return rows.repartition(col("cluster"))
        .sortWithinPartitions("split", "cluster", "request", "position", "item");
  }

  private static List<String> columnsOf(Dataset<Row> rows, String prefix) {
    return Arrays.stream(rows.columns()).filter(name -> name.startsWith(prefix)).toList();
  }

  private static Column rowsOf(String split) {
    return count_if(col("split").equalTo(split)).as(split);
  }

  private static Column[] others(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>(List.of(rowsOf("test"), count(lit(1)).as("rows")));
    for (String score : columnsOf(rows, "score_")) {
      columns.add(count_if(col(score).isNull().or(isnan(col(score)))).as(score));
    }
    return columns.toArray(Column[]::new);
  }

  private static Map<String, ?> measured(Observation counts) {
    try {
      return counts.getAsJava();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the scores were counted", stopped);
    }
  }

  private static void report(Dataset<Row> rows, Map<String, ?> counts, JobOutput out) {
    out.count("validation", (Long) counts.get("validation"));
    out.count("test", (Long) counts.get("test"));
    for (String score : columnsOf(rows, "score_")) {
      out.count("missing scores " + score.substring("score_".length()), (Long) counts.get(score));
    }
  }
}
