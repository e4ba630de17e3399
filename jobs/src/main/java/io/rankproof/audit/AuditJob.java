package io.rankproof.audit;

import io.rankproof.config.SplitConfig.Promise;
import io.rankproof.ingest.Sources;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.List;

/** Looks for leaks in the examples, and says how bad each is given what the split promises. */
public final class AuditJob implements Job {
  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "look for leaks between the sets and in the features";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    if (!context.config().audit().enabled()) {
      out.notComputed("leak audit", "audit.enabled is false");
      return;
    }
    Audited audited = Audited.open(context);
    Findings findings = new Findings();
    new SharedKeys(audited, findings).find();
    new Dates(audited, findings).find();
    new NearDuplicates(audited, Sources.open(context), findings).find();

    Sample sample = Sample.of(audited);
    new LabelTellers(sample, context.config().audit().maxFeatureAuc(), findings).find();
    new TimeDisguises(sample, audited.promises(Promise.TIME), findings).find();
    new IdDisguises(sample, audited, findings).find();
    Distinguishability.find(sample, findings);
    Canary.find(sample, findings);

    out.write(Table.LEAK_AUDIT, AuditRows.of(context.spark(), findings.all()));
    report(findings.all(), context, out);
  }

  private static void report(List<LeakFinding> findings, RunContext context, JobOutput out) {
    for (Severity severity : Severity.values()) {
      out.count(severity.text(), findings.stream().filter(f -> f.severity() == severity).count());
    }
    findings.stream()
        .filter(LeakFinding::isSevere)
        .forEach(
            f ->
                context
                    .console()
                    .detail("SEVERE " + f.finding() + " (" + f.subject() + "): " + f.reason()));
  }
}
