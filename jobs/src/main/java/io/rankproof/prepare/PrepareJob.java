package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.ingest.ContractFinding;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.Reasons;
import io.rankproof.ingest.Sources;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.label.Engagements;
import io.rankproof.label.Labels;
import io.rankproof.label.LogEnd;
import io.rankproof.label.Logged;
import io.rankproof.label.Maturity;
import io.rankproof.split.Split;
import io.rankproof.split.Splits;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    check(context.config());
    Sources sources = Sources.open(context);
    try (ImpressionLog log = ImpressionLog.open(sources, context.config())) {
      prepare(context, sources, log, out);
    }
  }

  private static void prepare(
      RunContext context, Sources sources, ImpressionLog log, JobOutput out) {
    RankproofConfig config = context.config();
    LabelConfig label = config.label();
    Engagements engagements = Engagements.open(sources, label);
    LogEnd end = LogEnd.of(log.shape().times(), label);
    int partitions = Layout.partitions(sources.session(), log.shape().rows());
    Merge merge = new Merge(log, engagements, config, end, partitions);
    Maturity maturity = Maturity.of(label, end, merge::rows);
    Split split =
        Splits.choose(config.split(), log.shape().times(), maturity.until(), config.seed());

    Dataset<Row> merged =
        split.keepsOrder() ? merge.rows() : Layout.byCluster(merge.rows(), partitions);
    Dataset<Row> labelled = labelled(merged, label, maturity, split);
    Dataset<Row> usable = labelled.where(col(LogColumns.CONFLICT).isNull());
    Dataset<Row> selected = ExampleColumns.select(usable, config);
    out.writeTogether(Table.EXAMPLES, split.keepsOrder() ? selected : Layout.together(selected));

    Dataset<Row> examples = out.written(Table.EXAMPLES);
    FlowCounts counted = merge.counts();
    Flow flow = Flow.of(log.shape().rows(), counted, examples, label, end.plausible());
    Flow all =
        flow.withQuarantine(
            writeQuarantine(out, flow, merge, Reasons.all(config.source().contract())));
    Verdict.check(all, config, end, split);
    all.report(out);
    ImmatureRows.report(out, examples, label);
    Logged logged = engagements.logged(end.plausible());
    new EngagementReport(
            engagements.names(),
            counted.engagements(),
            logged.counts(),
            all.isUsable() ? Map.of() : engagements.quarantined(log, end.plausible()))
        .report(out);
    warnOfSilence(context, out, flow, logged, end);
    if (Completion.isNeeded(config)) {
      out.write(Table.EXAMPLES, Completion.of(examples, config, partitions));
    }
    writeProfile(out, log, config, flow.written());
    Absences.of(config).forEach(out::notComputed);
    Splits.warnings(config).forEach(w -> context.console().detail("warning: " + w));
    context.console().detail("log ends " + end.dataUntil() + "; " + split.text());
  }

  /** Engagements that end before the log does make negatives that are none. */
  private static void warnOfSilence(
      RunContext context, JobOutput out, Flow flow, Logged logged, LogEnd end) {
    Stream.concat(logged.recorded().stream(), flow.recorded().stream())
        .flatMap(recorded -> recorded.warning(end).stream())
        .forEach(
            warning -> {
              context.console().detail("warning: " + warning);
              out.notComputed("engagements until the end of the log", warning);
            });
  }

  /** What the data are like. */
  private static void writeProfile(
      JobOutput out, ImpressionLog log, RankproofConfig config, long rows) {
    Dataset<Row> examples = out.written(Table.EXAMPLES);
    List<String> engagements = List.copyOf(config.label().engagements().keySet());
    out.write(Table.CONTRACT, ContractFinding.table(examples.sparkSession(), log.contract()));
    out.write(Table.DATA_PROFILE, DataProfile.of(examples, rows));
    out.write(Table.ENGAGEMENT_MIX, EngagementMix.of(examples, engagements));
  }

  private static Dataset<Row> labelled(
      Dataset<Row> judged, LabelConfig label, Maturity maturity, Split split) {
    Dataset<Row> rows =
        judged
            .withColumn("mature", maturity.isMature())
            .withColumn("completeness", maturity.completeness());
    for (Column column : Labels.of(label)) {
      rows = rows.select(col("*"), column);
    }
    return rows.withColumn("split", split.assign(maturity.isUsed()));
  }

  /** Rows in the quarantine by reason. */
  private static Map<String, Long> writeQuarantine(
      JobOutput out, Flow flow, Merge merge, List<String> possible) {
    Dataset<Row> quarantine = merge.quarantine(flow);
    if (flow.isWhole()) {
      out.write(Table.QUARANTINE, quarantine.limit(0));
      return Map.of();
    }
    QuarantineCounts reasons = new QuarantineCounts(possible);
    out.write(Table.QUARANTINE, reasons.observe(quarantine));
    return reasons.byReason();
  }
}
