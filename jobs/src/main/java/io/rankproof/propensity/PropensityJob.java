package io.rankproof.propensity;

import io.rankproof.config.PropensityConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    Dataset<Row> train = SetRows.of("train", context);
    List<PositionCounts> counts = counts(train, config);
    Method method = Method.choose(config, counts);
    Estimators estimators = new Estimators(train, counts, config, method.kind());
    Curve learned = estimators.of(method.kind());
    Curve curve = smooth(learned, method, config.propensity());
    Map<String, Curve> beside = estimators.beside(method.kind());
    write(context, out, curve, beside.values(), counts);
    SmallTable.write(
        context,
        out,
        Table.PROPENSITY_METHODS,
        MethodPoints.rows(learned, beside.values()),
        MethodPoints.SCHEMA);
    judge(context, out, estimators, method);
    List<Row> models = ClickModels.rows(context, train, curves(method.kind(), learned, beside));
    SmallTable.write(context, out, Table.CLICK_MODELS, models, ClickModels.SCHEMA);
    new Gaps(config, out, Optional.empty()).clickModels(models);
    report(context, out, method, curve);
  }

  /** What the log says about the model behind the propensities. */
  private static void judge(
      RunContext context, JobOutput out, Estimators estimators, Method method) {
    List<Row> tests = PositionTests.rows(estimators.keys());
    SmallTable.write(context, out, Table.PROPENSITY_TESTS, tests, PositionTests.SCHEMA);
    List<Row> trust =
        TrustPoints.rows(
            estimators.keys(), estimators.deepest(), context.config().propensity().confidence());
    SmallTable.write(context, out, Table.PROPENSITY_TRUST, trust, TrustPoints.SCHEMA);
    Gaps gaps = new Gaps(context.config(), out, estimators.keyless());
    gaps.beside(method.kind());
    gaps.tests(tests);
    gaps.trust(trust);
  }

  private static List<PositionCounts> counts(Dataset<Row> train, RankproofConfig config) {
    return config.source().columns().position().isEmpty() ? List.of() : PositionCounts.of(train);
  }

  private static Map<String, Curve> curves(
      PropensityConfig.Method used, Curve learned, Map<String, Curve> beside) {
    Map<String, Curve> curves = new TreeMap<>(beside);
    curves.put(used.shown(), learned);
    curves.values().removeIf(curve -> curve.points().isEmpty());
    return curves;
  }

  private static Curve smooth(Curve curve, Method method, PropensityConfig config) {
    boolean learned = method.kind().isEstimator() && method.kind() != PropensityConfig.Method.GIVEN;
    return config.monotone() && learned ? Falling.of(curve) : curve;
  }

  private static void write(
      RunContext context,
      JobOutput out,
      Curve curve,
      Collection<Curve> beside,
      List<PositionCounts> counts) {
    out.write(Table.PROPENSITIES, Propensity.table(context.spark(), curve.points()));
    List<Diagnostic> diagnostics = new ArrayList<>(curve.diagnostics());
    beside.forEach(other -> diagnostics.addAll(other.diagnostics()));
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
