package io.rankproof.result;

import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/**
 * Reads a run's result tables: small ones (models x metrics x slices), so their rows come to the
 * driver. A table that its job did not write reads as empty. The order of the lists is by key,
 * never that of the rows.
 */
public final class ResultTables {
  private final Store store;
  private final RunId run;

  public ResultTables(Store store, RunId run) {
    this.store = store;
    this.run = run;
  }

  public List<Estimate> estimates() {
    return rows(
        Table.METRICS,
        ResultTables::estimate,
        Comparator.comparing((Estimate e) -> order(e.key(), e.slice()))
            .thenComparing(e -> e.model()));
  }

  public List<Difference> differences() {
    return rows(
        Table.COMPARISONS,
        ResultTables::difference,
        Comparator.comparing((Difference d) -> order(d.key(), d.slice()))
            .thenComparing(d -> d.model()));
  }

  /** By metric and model: the folds in their order, then their mean. */
  public List<FoldDifference> folds() {
    return rows(
        Table.FOLDS,
        ResultTables::foldDifference,
        Comparator.comparing((FoldDifference f) -> order(f.key(), SliceKey.ALL))
            .thenComparing(FoldDifference::model)
            .thenComparing(FoldDifference::isMean)
            .thenComparing(FoldDifference::fold));
  }

  public List<CalibrationBin> calibration() {
    return rows(
        Table.CALIBRATION,
        ResultTables::calibrationBin,
        Comparator.comparing(CalibrationBin::model)
            .thenComparing(CalibrationBin::label)
            .thenComparing(bin -> bin.slice().shown())
            .thenComparing(CalibrationBin::bin));
  }

  /** The clearest first. */
  public List<FoundSlice> sliceFindings() {
    return rows(
        Table.SLICE_FINDINGS,
        ResultTables::foundSlice,
        Comparator.comparingDouble((FoundSlice f) -> f.pValue().orElse(1))
            .thenComparing(FoundSlice::model)
            .thenComparing(f -> order(f.key(), f.slice()))
            .thenComparing(FoundSlice::worseThan));
  }

  public List<OffPolicyValue> offPolicyValues() {
    return rows(
        Table.OPE,
        ResultTables::offPolicyValue,
        Comparator.comparing(OffPolicyValue::target)
            .thenComparing(OffPolicyValue::logger)
            .thenComparing(OffPolicyValue::estimator));
  }

  public List<PropensityPoint> propensities() {
    return rows(
        Table.PROPENSITIES,
        ResultTables::propensityPoint,
        Comparator.comparing(PropensityPoint::context)
            .thenComparing(PropensityPoint::method)
            .thenComparing(PropensityPoint::position));
  }

  public List<Diagnostic> diagnostics() {
    return rows(
        Table.PROPENSITY_DIAGNOSTICS,
        ResultTables::diagnostic,
        Comparator.comparing(Diagnostic::context).thenComparing(Diagnostic::measure));
  }

  /** What stands beside the propensities. */
  public PositionBias positionBias() {
    return new PositionBias(
        rows(
            Table.PROPENSITY_METHODS,
            ResultTables::methodPoint,
            Comparator.comparing(PositionBias.MethodPoint::context)
                .thenComparing(point -> !point.used())
                .thenComparing(PositionBias.MethodPoint::method)
                .thenComparing(PositionBias.MethodPoint::position)),
        rows(
            Table.PROPENSITY_TESTS,
            ResultTables::ratioTest,
            Comparator.comparing(PositionBias.RatioTest::context)
                .thenComparing(PositionBias.RatioTest::position)),
        rows(
            Table.PROPENSITY_TRUST,
            ResultTables::trustPoint,
            Comparator.comparing(PositionBias.TrustPoint::context)
                .thenComparing(PositionBias.TrustPoint::position)),
        rows(
            Table.CLICK_MODELS,
            ResultTables::clickFit,
            Comparator.comparing(PositionBias.ClickFit::model)
                .thenComparing(PositionBias.ClickFit::position)));
  }

  public List<TrainedModel> models() {
    return rows(Table.MODELS, ResultTables::model, Comparator.comparing(TrainedModel::model));
  }

  /** Best candidate first. */
  public List<Decision> decisions() {
    return rows(Table.DECISIONS, ResultTables::decision, Comparator.comparing(Decision::rank));
  }

  /** What the data are like. */
  public DataFindings data() {
    return new DataFindings(
        rows(
            Table.CONTRACT,
            ResultTables::contractResult,
            Comparator.comparing(DataFindings.ContractResult::rule)),
        rows(
            Table.DATA_PROFILE,
            ResultTables::profileFigure,
            Comparator.comparing(DataFindings.ProfileFigure::column)
                .thenComparing(DataFindings.ProfileFigure::measure)),
        rows(
            Table.ENGAGEMENT_MIX,
            ResultTables::mixShare,
            Comparator.comparing(DataFindings.MixShare::by)
                .thenComparing(DataFindings.MixShare::place)
                .thenComparing(DataFindings.MixShare::engagement)),
        rows(
            Table.LABEL_SENSITIVITY,
            ResultTables::windowValue,
            Comparator.comparing(DataFindings.WindowValue::metric)
                .thenComparing(DataFindings.WindowValue::estimator)
                .thenComparing(DataFindings.WindowValue::seconds)
                .thenComparing(DataFindings.WindowValue::rank)
                .thenComparing(DataFindings.WindowValue::model)));
  }

  private static DataFindings.ContractResult contractResult(Fields row) {
    return new DataFindings.ContractResult(
        row.text("rule"),
        row.text("expected"),
        row.whole("rows"),
        row.whole("violations"),
        row.text("action"),
        row.text("status"),
        row.optionalText("example"));
  }

  private static DataFindings.ProfileFigure profileFigure(Fields row) {
    return new DataFindings.ProfileFigure(
        row.text("column"),
        row.text("measure"),
        row.optionalNumber("value"),
        row.optionalText("text"));
  }

  private static DataFindings.MixShare mixShare(Fields row) {
    return new DataFindings.MixShare(
        row.text("by"),
        row.text("value"),
        (int) row.whole("place"),
        row.text("engagement"),
        row.whole("rows"),
        row.whole("engaged"));
  }

  private static DataFindings.WindowValue windowValue(Fields row) {
    return new DataFindings.WindowValue(
        row.text("metric"),
        row.text("estimator"),
        row.text("window"),
        row.whole("seconds"),
        row.text("model"),
        row.measurement("value"),
        (int) row.whole("rank"),
        row.optionalNumber("tau"));
  }

  /** Worst first. */
  public List<LeakFinding> leaks() {
    return rows(
        Table.LEAK_AUDIT,
        ResultTables::leak,
        Comparator.comparing(LeakFinding::severity)
            .thenComparing(LeakFinding::finding)
            .thenComparing(LeakFinding::subject));
  }

  private <T> List<T> rows(Table table, Function<Fields, T> read, Comparator<T> order) {
    List<T> rows = new ArrayList<>();
    store
        .find(table, run)
        .ifPresent(
            found -> {
              for (Row row : found.collectAsList()) {
                rows.add(read.apply(new Fields(row)));
              }
            });
    rows.sort(order);
    return List.copyOf(rows);
  }

  private static String order(MetricKey key, SliceKey slice) {
    return String.join(
        "\u0000", key.metric(), key.label(), key.estimator(), slice.slice(), slice.value());
  }

  private static Estimate estimate(Fields row) {
    return new Estimate(
        row.text("model"),
        key(row),
        slice(row),
        row.measurement("value"),
        row.optionalText("interval").orElse("none"),
        row.optionalNumber("value_zero_filled"),
        sample(row),
        row.whole("n_rows"),
        row.optionalNumber("tied_share"),
        row.whole("missing_scores"),
        row.optionalNumber("error_bound"));
  }

  private static Difference difference(Fields row) {
    return new Difference(
        row.text("model"),
        row.text("baseline"),
        key(row),
        slice(row),
        row.measurement("delta"),
        row.optionalNumber("relative"),
        row.optionalNumber("p_value"),
        row.optionalNumber("p_holm"),
        row.optionalNumber("p_bh"),
        row.flag("lower_is_better"),
        sample(row));
  }

  private static FoldDifference foldDifference(Fields row) {
    return new FoldDifference(
        (int) row.whole("fold"),
        row.optionalText("run"),
        row.text("model"),
        row.text("baseline"),
        key(row),
        row.measurement("delta"),
        (int) row.whole("folds_better"),
        row.optionalText("verdict").map(Verdict::valueOf));
  }

  private static CalibrationBin calibrationBin(Fields row) {
    return new CalibrationBin(
        row.text("model"),
        row.text("label"),
        slice(row),
        (int) row.whole("bin"),
        row.number("lower"),
        row.number("upper"),
        row.number("weight"),
        row.optionalNumber("mean_score"),
        row.optionalNumber("mean_label"),
        row.whole("n"));
  }

  private static FoundSlice foundSlice(Fields row) {
    return new FoundSlice(
        row.text("model"),
        row.text("worse_than"),
        new MetricKey(row.text("metric"), row.text("label"), MetricKey.PLAIN),
        slice(row),
        row.optionalNumber("value"),
        row.optionalNumber("reference"),
        row.measurement("delta"),
        row.optionalNumber("p_value"),
        row.optionalNumber("p_bh"),
        sample(row),
        row.whole("tests"),
        row.optionalText("within"));
  }

  private static OffPolicyValue offPolicyValue(Fields row) {
    OptionalDouble none = OptionalDouble.empty();
    return new OffPolicyValue(
        row.text("target"),
        row.optionalText("logger").orElse("all"),
        row.text("estimator"),
        row.text("unit"),
        row.measurement("value"),
        new Measurement(
            row.optionalNumber("value"),
            row.optionalNumber("boot_low"),
            row.optionalNumber("boot_high"),
            none),
        row.optionalText("against"),
        new Measurement(
            row.optionalNumber("delta"),
            row.optionalNumber("delta_low"),
            row.optionalNumber("delta_high"),
            none),
        row.optionalNumber("bound"),
        row.flag("consistent"),
        row.whole("rounds"),
        row.optionalNumber("ess"),
        row.optionalNumber("mean_weight"),
        row.optionalNumber("max_weight"),
        row.optionalText("refused"),
        row.optionalText("note"));
  }

  private static PropensityPoint propensityPoint(Fields row) {
    return new PropensityPoint(
        row.text("context"),
        (int) row.whole("position"),
        row.measurement("propensity"),
        row.whole("impressions"),
        row.whole("clicks"),
        row.text("method"),
        row.flag("usable"));
  }

  private static Diagnostic diagnostic(Fields row) {
    return new Diagnostic(
        row.text("context"),
        row.text("measure"),
        row.optionalNumber("value"),
        row.optionalText("note"));
  }

  private static PositionBias.MethodPoint methodPoint(Fields row) {
    return new PositionBias.MethodPoint(
        row.text("context"),
        row.text("method"),
        (int) row.whole("position"),
        row.measurement("propensity"),
        row.flag("used"));
  }

  private static PositionBias.RatioTest ratioTest(Fields row) {
    return new PositionBias.RatioTest(
        row.text("context"),
        (int) row.whole("position"),
        row.optionalNumber("q"),
        (int) row.whole("degrees"),
        row.optionalNumber("p_value"),
        row.optionalNumber("p_holm"));
  }

  private static PositionBias.TrustPoint trustPoint(Fields row) {
    return new PositionBias.TrustPoint(
        row.text("context"),
        (int) row.whole("position"),
        trust(row, "alpha"),
        trust(row, "beta"),
        row.whole("keys"));
  }

  private static Measurement trust(Fields row, String name) {
    return new Measurement(
        row.optionalNumber(name),
        row.optionalNumber(name + "_low"),
        row.optionalNumber(name + "_high"),
        OptionalDouble.empty());
  }

  private static PositionBias.ClickFit clickFit(Fields row) {
    return new PositionBias.ClickFit(
        row.text("model"),
        (int) row.whole("position"),
        row.whole("impressions"),
        row.optionalNumber("log_likelihood"),
        row.optionalNumber("perplexity"));
  }

  private static TrainedModel model(Fields row) {
    return new TrainedModel(
        row.text("model"),
        row.text("kind"),
        row.text("label"),
        row.texts("features"),
        row.map("params"),
        row.map("metrics"),
        row.optionalText("weighting").orElse("none"),
        row.number("seconds"));
  }

  private static Decision decision(Fields row) {
    return new Decision(
        row.text("model"),
        Verdict.valueOf(row.text("verdict")),
        (int) row.whole("rank"),
        row.structs("checks").stream().map(ResultTables::check).toList(),
        row.texts("reasons"),
        row.optionalText("needed"));
  }

  private static Check check(Fields row) {
    return new Check(
        row.text("name"),
        Check.Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
        Check.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
        row.optionalNumber("value"),
        row.optionalNumber("bound"),
        row.text("reason"));
  }

  private static LeakFinding leak(Fields row) {
    return new LeakFinding(
        row.text("finding"),
        row.text("subject"),
        row.text("measure"),
        row.optionalNumber("value"),
        row.optionalNumber("bound"),
        LeakFinding.Severity.valueOf(row.text("verdict").toUpperCase(Locale.ROOT)),
        row.texts("examples"),
        row.text("reason"));
  }

  private static MetricKey key(Fields row) {
    return new MetricKey(row.text("metric"), row.text("label"), row.text("estimator"));
  }

  private static SliceKey slice(Fields row) {
    return new SliceKey(row.text("slice"), row.optionalText("slice_value").orElse("(missing)"));
  }

  private static SampleSize sample(Fields row) {
    return new SampleSize(
        row.whole("n_requests"),
        row.whole("n_with_value"),
        row.whole("n_clusters"),
        row.number("effective_clusters"));
  }
}
