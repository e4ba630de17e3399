package io.rankproof.folds;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.StoreException;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.ResultTables;
import io.rankproof.result.SliceKey;
import io.rankproof.store.JobOutput;
import io.rankproof.store.RunId;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Sums up the runs of all folds of a rolling split: every difference by fold and its mean. */
public final class FoldsJob implements Job {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "fold INT, run STRING, model STRING, baseline STRING, metric STRING, label STRING, "
              + "estimator STRING, delta DOUBLE, se DOUBLE, ci_low DOUBLE, ci_high DOUBLE, "
              + "folds_better INT, verdict STRING");

  @Override
  public String name() {
    return "folds";
  }

  @Override
  public String summary() {
    return "sum up the runs of all folds of a rolling split";
  }

  @Override
  public void check(RankproofConfig config) {
    if (!config.split().isAllFolds()) {
      throw new ConfigException(
          "split.kind", "there are no folds to sum up; give rolling, and leave split.fold null");
    }
  }

  /** The run of one fold. */
  public static RunId foldRun(RunId all, int fold) {
    return new RunId(all + "-fold" + fold);
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    check(context.config());
    int folds = context.config().split().folds();
    List<List<Difference>> differences = new ArrayList<>();
    List<List<Decision>> decisions = new ArrayList<>();
    for (int fold = 1; fold <= folds; fold++) {
      RunId run = foldRun(context.run(), fold);
      if (context.store().find(Table.DECISIONS, run).isEmpty()) {
        throw new StoreException(
            "fold " + fold + " has not been judged: run " + run + " has no decisions; use run");
      }
      ResultTables tables = new ResultTables(context.store(), run);
      differences.add(
          tables.differences().stream().filter(d -> d.slice().equals(SliceKey.ALL)).toList());
      decisions.add(tables.decisions());
    }
    write(context, differences, decisions, out);
  }

  private static void write(
      RunContext context,
      List<List<Difference>> folds,
      List<List<Decision>> decisions,
      JobOutput out) {
    double confidence = context.config().evaluate().confidence();
    double quantile = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
    List<Row> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int fold = 1; fold <= folds.size(); fold++) {
      String run = foldRun(context.run(), fold).value();
      List<Decision> judged = decisions.get(fold - 1);
      for (Difference difference : folds.get(fold - 1)) {
        rows.add(row(fold, run, difference, verdict(judged, difference.model())));
      }
      lines.add("fold " + fold + " (run " + run + "): " + verdicts(judged));
    }
    String primary = context.config().decide().primary().metric();
    String estimator = context.config().decide().primary().estimator();
    for (Difference like : folds.get(0)) {
      Optional<FoldMean> mean = FoldMean.of(folds, like);
      mean.ifPresent(m -> rows.add(row(m, quantile)));
      if (like.key().is(primary, estimator)) {
        mean.ifPresent(m -> lines.add(m.text(quantile)));
      }
    }
    out.write(Table.FOLDS, context.spark().createDataFrame(rows, SCHEMA).coalesce(1));
    out.count("folds", folds.size());
    context.console().closing(lines);
  }

  private static Row row(int fold, String run, Difference of, Optional<String> verdict) {
    return RowFactory.create(
        fold,
        run,
        of.model(),
        of.baseline(),
        of.key().metric(),
        of.key().label(),
        of.key().estimator(),
        nullable(of.delta().value()),
        nullable(of.delta().se()),
        nullable(of.delta().low()),
        nullable(of.delta().high()),
        null,
        verdict.orElse(null));
  }

  private static Row row(FoldMean mean, double quantile) {
    Difference of = mean.folds().get(0);
    Double se = mean.se().orElse(null);
    return RowFactory.create(
        null,
        null,
        of.model(),
        of.baseline(),
        of.key().metric(),
        of.key().label(),
        of.key().estimator(),
        mean.delta(),
        se,
        se == null ? null : (Double) (mean.delta() - quantile * se),
        se == null ? null : (Double) (mean.delta() + quantile * se),
        (int) mean.won(),
        null);
  }

  private static Double nullable(java.util.OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static Optional<String> verdict(List<Decision> decisions, String model) {
    return decisions.stream()
        .filter(decision -> decision.model().equals(model))
        .map(decision -> decision.verdict().name())
        .findFirst();
  }

  private static String verdicts(List<Decision> decisions) {
    return decisions.isEmpty()
        ? "no candidate"
        : String.join(
            ", ", decisions.stream().map(d -> d.model() + " " + d.verdict().name()).toList());
  }
}
