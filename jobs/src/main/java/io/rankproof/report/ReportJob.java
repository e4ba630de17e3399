package io.rankproof.report;

import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.result.ResultTables;
import io.rankproof.result.RunResults;
import io.rankproof.store.JobOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what people open, and says in the terminal what came out. */
public final class ReportJob implements Job {
  private static final String CONFIG = "config.conf";

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "write one HTML page, JSON files and a summary to the terminal";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    Findings findings = findings(context);
    write(
        context,
        CONFIG,
        context.config().resolved().redactedText().getBytes(StandardCharsets.UTF_8));
    if (context.config().split().isAllFolds()) {
      writeFolds(context, out, findings);
      return;
    }
    write(context, MetricsFile.NAME, MetricsFile.of(findings));
    String page = write(context, ReportPage.NAME, ReportPage.render(findings));
    out.count("metrics", findings.results().estimates().size());
    out.count("comparisons", findings.results().differences().size());
    summarise(context, findings, page);
  }

  @Override
  public void recall(RunContext context) {
    String page = context.store().folder(context.run(), ReportPage.NAME);
    summarise(context, findings(context), page);
  }

  private static Findings findings(RunContext context) {
    return new Findings(RunResults.load(context.store(), context.run()), context.config());
  }

  private static void summarise(RunContext context, Findings findings, String page) {
    context.console().closing(TerminalSummary.lines(findings, local(page)));
  }

  /** Every fold has its own report; this one says what they say together. */
  private static void writeFolds(RunContext context, JobOutput out, Findings findings) {
    Folds folds = new Folds(findings, new ResultTables(context.store(), context.run()).folds());
    String page = write(context, ReportPage.NAME, ReportPage.render(findings, folds));
    out.count("folds", folds.count());
    context.console().closing(List.of("report of all folds: " + local(page)));
  }

  private static String write(RunContext context, String name, byte[] bytes) {
    return context.store().writeFile(context.run(), name, bytes);
  }

  /** A path that a person can open, where it is on this machine. */
  private static String local(String path) {
    return path.startsWith("file:") ? path.substring("file:".length()) : path;
  }
}
