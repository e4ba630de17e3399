package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.Sources;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.label.Engagements;
import io.rankproof.label.Labels;
import io.rankproof.label.LogEnd;
import io.rankproof.split.Split;
import io.rankproof.split.Splits;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Validates, deduplicates, labels and splits the log. One pass over the keys finds when the log
 * ended and where the sets begin; a second one brings each cluster's rows together, once, and
 * writes them. What is not used goes to the quarantine with its reason, and the counts add up.
 */
public final class PrepareJob implements Job {
  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public String summary() {
    return "validate, deduplicate, label and split the log into examples";
  }

  @Override
  public void check(RankproofConfig config) {
    if (config.label().engagements().isEmpty()) {
      throw new ConfigException(
          "label.engagements",
          "there is no label; give at least one engagement, e.g. click { value = \"clicked\" }");
    }
    if (config.split().isAllFolds()) {
      throw new ConfigException(
          "split.fold",
          "has no value; give a fold from 1 to split.folds = "
              + config.split().folds()
              + ", or use the job run, which runs them all");
    }
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    RankproofConfig config = context.config();
    check(config);
    LabelConfig label = config.label();
    Sources sources = Sources.open(context);
    Layout.prepare(sources.session());

    ImpressionLog log = ImpressionLog.open(sources, config);
    Engagements engagements = Engagements.open(sources, label);
    LogEnd end = LogEnd.of(log.shape().times(), label);
    Split split =
        Splits.choose(
            config.split(),
            log.shape().times(),
            end.matureUntil(label.longestWindow()),
            config.seed());
    int partitions = Layout.partitions(sources.session(), log.shape().rows());

    Flow flow = new Flow(engagements, label.primary());
    Dataset<Row> together = flow.arrived(log.together(end.plausible(), partitions));
    Dataset<Row> engaged = engagements.attach(together, log, partitions);
    Dataset<Row> labelled = labelled(log.judge(engaged), label, end, split);
    Dataset<Row> usable = flow.judged(labelled).where(col(LogColumns.CONFLICT).isNull());
    out.writeTogether(Table.EXAMPLES, Layout.together(ExampleColumns.select(usable, config)));

    Flow.Counts counts = flow.counts(log.shape().rows());
    Dataset<Row> quarantine = log.quarantine(end.plausible(), partitions, counts.conflicts() > 0);
    Flow.Counts all =
        counts.isWhole()
            ? writeNothing(out, quarantine, counts)
            : writeQuarantine(out, quarantine, counts);
    Verdict.check(all, config, end, split);
    all.report(out, engagements.logged());
    if (Completion.isNeeded(config)) {
      out.write(Table.EXAMPLES, Completion.of(out.written(Table.EXAMPLES), config, partitions));
    }
    out.write(Table.DATA_PROFILE, DataProfile.of(out.written(Table.EXAMPLES)));
    Absences.of(config).forEach(out::notComputed);
    Splits.warning(config.split()).ifPresent(w -> context.console().detail("warning: " + w));
    context.console().detail("log ends " + end.dataUntil() + "; " + split.text());
  }

  private static Dataset<Row> labelled(
      Dataset<Row> judged, LabelConfig label, LogEnd end, Split split) {
    Column mature = Labels.mature(label, end);
    Dataset<Row> rows = judged.withColumn("mature", mature);
    for (Column column : Labels.of(label)) {
      rows = rows.select(col("*"), column);
    }
    return rows.withColumn("split", split.assign(mature));
  }

  private static Flow.Counts writeNothing(
      JobOutput out, Dataset<Row> quarantine, Flow.Counts counts) {
    out.write(Table.QUARANTINE, quarantine.limit(0));
    return counts;
  }

  private static Flow.Counts writeQuarantine(
      JobOutput out, Dataset<Row> quarantine, Flow.Counts counts) {
    QuarantineCounts reasons = new QuarantineCounts();
    out.write(Table.QUARANTINE, reasons.observe(quarantine));
    return counts.withQuarantine(reasons.byReason());
  }
}
