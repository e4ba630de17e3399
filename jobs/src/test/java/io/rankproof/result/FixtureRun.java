package io.rankproof.result;

import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** {@link SampleRun} as tables in a store, as the jobs before the verdict leave them. */
public final class FixtureRun {
  private static final String KEY =
      "metric STRING, label STRING, estimator STRING, slice STRING, slice_value STRING, ";
  private static final String SIZE =
      "n_requests LONG, n_with_value LONG, n_clusters LONG, effective_clusters DOUBLE";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final RunContext context;

  public FixtureRun(Path folder, String... settings) {
    this.context =
        new RunContext(
            TestSpark.session(),
            SampleRun.config(settings),
            Store.open(TestSpark.session(), folder.toString()),
            SampleRun.RUN,
            new Console(new PrintStream(printed, true, StandardCharsets.UTF_8)));
  }

  public RunContext context() {
    return context;
  }

  /** What was printed so far. */
  public String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Runs a job and commits its output. */
  public void run(Job job) {
    JobOutput out = new JobOutput(context.store(), SampleRun.RUN, job.name());
    job.run(context, out);
    out.commit(context.config(), "log v12", "0.1.0");
  }

  /** The tables that evaluate leaves, with the sample's counts of each job. */
  public void evaluated() {
    RunResults sample = SampleRun.results();
    for (LedgerEntry entry : sample.ledger()) {
      if (!entry.job().equals("decide")) {
        JobOutput out = new JobOutput(context.store(), SampleRun.RUN, entry.job());
        entry.counts().forEach(count -> out.count(count.name(), count.rows()));
        entry.notComputed().forEach(gap -> out.notComputed(gap.what(), gap.reason()));
        tables(entry.job(), out, sample);
        out.commit(context.config(), "log v12", "0.1.0");
      }
    }
  }

  private void tables(String job, JobOutput out, RunResults sample) {
    switch (job) {
      case "propensity" -> {
        write(
            out,
            Table.PROPENSITIES,
            sample.propensities(),
            FixtureRun::row,
            "context STRING, position INT, propensity DOUBLE, ci_low DOUBLE, ci_high DOUBLE, "
                + "impressions LONG, clicks LONG, method STRING, usable BOOLEAN");
        write(
            out,
            Table.PROPENSITY_DIAGNOSTICS,
            sample.diagnostics(),
            d -> RowFactory.create(d.context(), d.measure(), n(d.value()), d.note().orElse(null)),
            "context STRING, measure STRING, value DOUBLE, note STRING");
        write(
            out,
            Table.PROPENSITY_METHODS,
            sample.positionBias().methods(),
            m ->
                RowFactory.create(
                    m.context(),
                    m.method(),
                    m.position(),
                    n(m.measured().value()),
                    n(m.measured().low()),
                    n(m.measured().high()),
                    m.used()),
            "context STRING, method STRING, position INT, propensity DOUBLE, ci_low DOUBLE, "
                + "ci_high DOUBLE, used BOOLEAN");
        write(
            out,
            Table.PROPENSITY_TESTS,
            sample.positionBias().tests(),
            t ->
                RowFactory.create(
                    t.context(), t.position(), n(t.q()), t.degrees(), n(t.pValue()), n(t.pHolm())),
            "context STRING, position INT, q DOUBLE, degrees INT, p_value DOUBLE, p_holm DOUBLE");
        write(
            out,
            Table.PROPENSITY_TRUST,
            sample.positionBias().trust(),
            t ->
                RowFactory.create(
                    t.context(),
                    t.position(),
                    n(t.alpha().value()),
                    n(t.alpha().low()),
                    n(t.alpha().high()),
                    n(t.beta().value()),
                    n(t.beta().low()),
                    n(t.beta().high()),
                    t.keys()),
            "context STRING, position INT, alpha DOUBLE, alpha_low DOUBLE, alpha_high DOUBLE, "
                + "beta DOUBLE, beta_low DOUBLE, beta_high DOUBLE, keys BIGINT");
        write(
            out,
            Table.CLICK_MODELS,
            sample.positionBias().clickModels(),
            c ->
                RowFactory.create(
                    c.model(),
                    c.position(),
                    c.impressions(),
                    n(c.logLikelihood()),
                    n(c.perplexity())),
            "model STRING, position INT, impressions BIGINT, log_likelihood DOUBLE, "
                + "perplexity DOUBLE");
      }
      case "train" ->
          write(
              out,
              Table.MODELS,
              sample.models(),
              FixtureRun::row,
              "model STRING, kind STRING, label STRING, features ARRAY<STRING>, "
                  + "params MAP<STRING,STRING>, metrics MAP<STRING,DOUBLE>, weighting STRING, "
                  + "path STRING, seconds DOUBLE");
      case "evaluate" -> evaluation(out, sample);
      case "ope" -> offPolicyValues(out, sample);
      default -> {}
    }
  }

  private void evaluation(JobOutput out, RunResults sample) {
    write(
        out,
        Table.METRICS,
        sample.estimates(),
        FixtureRun::row,
        "model STRING, "
            + KEY
            + "value DOUBLE, ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, interval STRING, "
            + "value_zero_filled DOUBLE, n_rows LONG, tied_share DOUBLE, missing_scores LONG, "
            + "error_bound DOUBLE, "
            + SIZE);
    write(
        out,
        Table.COMPARISONS,
        sample.differences(),
        FixtureRun::row,
        "model STRING, baseline STRING, "
            + KEY
            + "delta DOUBLE, relative DOUBLE, ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, "
            + "p_value DOUBLE, p_holm DOUBLE, p_bh DOUBLE, lower_is_better BOOLEAN, "
            + SIZE);
    write(
        out,
        Table.CALIBRATION,
        sample.calibration(),
        FixtureRun::row,
        "model STRING, label STRING, slice STRING, slice_value STRING, bin INT, lower DOUBLE, "
            + "upper DOUBLE, weight DOUBLE, mean_score DOUBLE, mean_label DOUBLE, n LONG");
    write(
        out,
        Table.SLICE_FINDINGS,
        sample.sliceFindings(),
        FixtureRun::row,
        "model STRING, worse_than STRING, metric STRING, label STRING, slice STRING, "
            + "slice_value STRING, value DOUBLE, reference DOUBLE, delta DOUBLE, ci_low DOUBLE, "
            + "ci_high DOUBLE, se DOUBLE, p_value DOUBLE, p_bh DOUBLE, tests INT, within STRING, "
            + SIZE);
  }

  private void offPolicyValues(JobOutput out, RunResults sample) {
    write(
        out,
        Table.OPE,
        sample.offPolicyValues(),
        FixtureRun::row,
        "target STRING, logger STRING, estimator STRING, unit STRING, value DOUBLE, "
            + "ci_low DOUBLE, ci_high DOUBLE, se DOUBLE, boot_low DOUBLE, boot_high DOUBLE, "
            + "against STRING, delta DOUBLE, delta_low DOUBLE, delta_high DOUBLE, bound DOUBLE, "
            + "consistent BOOLEAN, rounds LONG, ess DOUBLE, mean_weight DOUBLE, "
            + "max_weight DOUBLE, refused STRING, note STRING");
  }

  private <T> void write(
      JobOutput out, Table table, List<T> records, Function<T, Row> row, String schema) {
    List<Row> rows = records.stream().map(row).toList();
    out.write(table, context.spark().createDataFrame(rows, StructType.fromDDL(schema)).coalesce(1));
  }

  private static Row row(PropensityPoint p) {
    return RowFactory.create(
        p.context(),
        p.position(),
        n(p.measured().value()),
        n(p.measured().low()),
        n(p.measured().high()),
        p.impressions(),
        p.clicks(),
        p.method(),
        p.usable());
  }

  private static Row row(TrainedModel m) {
    return RowFactory.create(
        m.model(),
        m.kind(),
        m.label(),
        m.features().toArray(String[]::new),
        m.params(),
        m.metrics(),
        m.weighting(),
        "models/" + m.model(),
        m.seconds());
  }

  private static Row row(Estimate e) {
    return RowFactory.create(
        e.model(),
        e.key().metric(),
        e.key().label(),
        e.key().estimator(),
        e.slice().slice(),
        e.slice().value(),
        n(e.measured().value()),
        n(e.measured().low()),
        n(e.measured().high()),
        n(e.measured().se()),
        e.interval(),
        n(e.zeroFilled()),
        e.rows(),
        n(e.tiedShare()),
        e.missingScores(),
        n(e.errorBound()),
        e.sample().requests(),
        e.sample().withValue(),
        e.sample().clusters(),
        e.sample().effectiveClusters());
  }

  private static Row row(Difference d) {
    return RowFactory.create(
        d.model(),
        d.baseline(),
        d.key().metric(),
        d.key().label(),
        d.key().estimator(),
        d.slice().slice(),
        d.slice().value(),
        n(d.delta().value()),
        n(d.relative()),
        n(d.delta().low()),
        n(d.delta().high()),
        n(d.delta().se()),
        n(d.pValue()),
        n(d.pHolm()),
        n(d.pBh()),
        d.lowerIsBetter(),
        d.sample().requests(),
        d.sample().withValue(),
        d.sample().clusters(),
        d.sample().effectiveClusters());
  }

  private static Row row(CalibrationBin b) {
    return RowFactory.create(
        b.model(),
        b.label(),
        b.slice().slice(),
        b.slice().value(),
        b.bin(),
        b.lower(),
        b.upper(),
        b.weight(),
        n(b.meanScore()),
        n(b.meanLabel()),
        b.rows());
  }

  private static Row row(FoundSlice f) {
    return RowFactory.create(
        f.model(),
        f.worseThan(),
        f.key().metric(),
        f.key().label(),
        f.slice().slice(),
        f.slice().value(),
        n(f.value()),
        n(f.reference()),
        n(f.delta().value()),
        n(f.delta().low()),
        n(f.delta().high()),
        n(f.delta().se()),
        n(f.pValue()),
        n(f.pBh()),
        (int) f.tests(),
        f.within().orElse(null),
        f.sample().requests(),
        f.sample().withValue(),
        f.sample().clusters(),
        f.sample().effectiveClusters());
  }

  private static Row row(OffPolicyValue o) {
    return RowFactory.create(
        o.target(),
        o.logger(),
        o.estimator(),
        o.unit(),
        n(o.measured().value()),
        n(o.measured().low()),
        n(o.measured().high()),
        n(o.measured().se()),
        n(o.resampled().low()),
        n(o.resampled().high()),
        o.against().orElse(null),
        n(o.delta().value()),
        n(o.delta().low()),
        n(o.delta().high()),
        n(o.bound()),
        o.consistent(),
        o.rounds(),
        n(o.effectiveSize()),
        n(o.meanWeight()),
        n(o.largestWeight()),
        o.refused().orElse(null),
        o.note().orElse(null));
  }

  private static Double n(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
