package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Learns on the training set how likely each position is looked at. */
public final class PropensityJob implements Job {

  @Override
  public String name() {
    return "propensity";
  }

  @Override
  public String summary() {
    return "learn how likely each position is looked at, and what weighting by it costs";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    RankproofConfig config = context.config();
    Dataset<Row> train = train(context);
    List<PositionCounts> counts = PositionCounts.of(train);
    Method method = Method.choose(config, counts);
    Curve curve = curve(method.kind(), train, counts, config.propensity());
    write(context, out, curve, counts);
    report(context, out, method, curve);
  }

  private static Dataset<Row> train(RunContext context) {
    PropensityConfig config = context.config().propensity();
    return context
        .read(Table.EXAMPLES)
        .where(col("split").equalTo("train"))
        .select(
            Propensities.context(config.contexts()).as("context"),
            Propensities.position(config).as("position"),
            col("cluster"),
            col("randomised"),
            col("examination_propensity"),
            col("label_" + context.config().label().primary()).gt(0).as("click"));
  }

  private static Curve curve(
      PropensityConfig.Method method,
      Dataset<Row> train,
      List<PositionCounts> counts,
      PropensityConfig config) {
    return switch (method) {
      case GIVEN -> GivenCurve.of(counts);
      case RANDOMISED ->
          RandomisedCurve.of(
              PositionSums.of(train.where(col("randomised").and(col("position").isNotNull()))),
              config);
      default -> new Curve(List.of(), List.of());
    };
  }

  private static void write(
      RunContext context, JobOutput out, Curve curve, List<PositionCounts> counts) {
    out.write(Table.PROPENSITIES, Propensity.table(context.spark(), curve.points()));
    List<Diagnostic> diagnostics = new ArrayList<>(curve.diagnostics());
    if (!curve.points().isEmpty()) {
      diagnostics.addAll(
          WeightDiagnostics.of(counts, curve.points(), context.config().propensity()));
    }
    out.write(Table.PROPENSITY_DIAGNOSTICS, Diagnostic.table(context.spark(), diagnostics));
  }

  private static void report(RunContext context, JobOutput out, Method method, Curve curve) {
    long usable = curve.points().stream().filter(Propensity::usable).count();
    out.count("propensities", curve.points().size());
    out.count("usable propensities", usable);
    if (!method.reason().isEmpty()) {
      out.notComputed("propensities", method.reason());
    } else if (usable == 0) {
      out.notComputed("propensity weights", unusable(curve));
    }
    for (Diagnostic diagnostic : curve.diagnostics()) {
      if (diagnostic.note() != null) {
        context.console().detail(line(diagnostic));
      }
    }
  }

  private static String unusable(Curve curve) {
    return curve.diagnostics().stream()
        .filter(diagnostic -> diagnostic.note() != null)
        .map(PropensityJob::line)
        .findFirst()
        .orElse("no point of the curve is usable");
  }

  private static String line(Diagnostic diagnostic) {
    return String.format(
        Locale.ROOT,
        "%s %s = %.4g: %s",
        diagnostic.context(),
        diagnostic.measure(),
        diagnostic.value(),
        diagnostic.note());
  }
}
