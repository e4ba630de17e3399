package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.result.Figures;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;

/**
 * Estimates what target policies would have earned on the log, with intervals clustered by user,
 * and refuses where the log cannot tell. See {@code docs/ope.md}.
 *
 * <p>The policies are fitted to nothing here, so every mature row is used, of all sets and of the
 * gap; scores of trained and outside models exist for the test set alone, so theirs are the test
 * rows.
 */
public final class OpeJob implements Job {

  @Override
  public String name() {
    return "ope";
  }

  @Override
  public String summary() {
    return "estimate what policies that did not show the log would have earned";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    RankproofConfig config = context.config();
    Dataset<Row> rows = rows(context);
    OnPolicy loggers = OnPolicy.of(rows);
    List<OpeRow> table = new ArrayList<>();
    if (config.ope().targets().isEmpty()) {
      out.notComputed("off-policy value of a target policy", "ope.targets is empty");
    } else {
      table.addAll(targets(new Rounds(context, out, loggers).of(rows), context, out));
    }
    table.addAll(loggers.rows());
    out.write(Table.OPE, OpeRow.table(context.spark(), table, config.evaluate().confidence()));
    say(table, context);
  }

  /**
   * Those of requests that matured as a whole: an immature request that is kept for training has
   * fewer rewards than it will have.
   */
  private static Dataset<Row> rows(RunContext context) {
    boolean kept = context.config().label().immature() == LabelConfig.Immature.WEIGHT;
    Dataset<Row> examples = context.read(Table.EXAMPLES);
    return (kept ? matured(examples) : examples)
        .withColumn("_reward", col("label_" + context.config().label().primary()))
        .withColumn("_logger", coalesce(col("policy"), lit(OnPolicy.ALL)))
        .where(col("split").notEqual("immature").and(col("_reward").isNotNull()));
  }

  private static Dataset<Row> matured(Dataset<Row> examples) {
    WindowSpec request = Window.partitionBy("cluster", "request");
    return examples
        .withColumn("_mature", min("mature").over(request))
        .where(col("_mature"))
        .drop("_mature");
  }

  /**
   * One pass for all sums, after one for the shares of loggers where a target takes them; another
   * for the bootstrap, at the bounds that the sums chose.
   */
  private static List<OpeRow> targets(Rounds.Together rounds, RunContext context, JobOutput out) {
    boolean bootstrap = context.config().ope().replicates() > 0;
    RoundPass pass = new RoundPass(rounds.targets(), context.config());
    boolean several = bootstrap || pass.isMixed();
    Dataset<Row> rows =
        several ? rounds.rows().persist(StorageLevel.MEMORY_AND_DISK()) : rounds.rows();
    try {
      List<TargetSums> sums = pass.sum(rows);
      List<TargetValues> values = new ArrayList<>();
      for (int i = 0; i < sums.size(); i++) {
        values.add(
            new TargetValues(
                rounds.targets().get(i), sums.get(i), pass.unbalanced(i), context.config()));
      }
      if (bootstrap) {
        pass.bootstrap(rows, values);
      }
      return values.stream().flatMap(value -> value.rows(out).stream()).toList();
    } finally {
      if (several) {
        rows.unpersist();
      }
    }
  }

  /** A line per target with the estimators that most people look for, or why there are none. */
  private static void say(List<OpeRow> table, RunContext context) {
    for (OpeRow row : table) {
      if (List.of("snips", "sndr", "examination_ips", "on_policy").contains(row.estimator())) {
        context
            .console()
            .detail(
                row.target()
                    + " from the log of "
                    + row.logger()
                    + ", "
                    + row.estimator()
                    + ": "
                    + (row.refused() == null
                        ? Figures.interval(row.measured(context.config().evaluate().confidence()))
                        : "refused, " + row.refused()));
      }
    }
  }
}
