package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig;
import io.rankproof.config.PointMetric;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowSpec;
import io.rankproof.rows.RowStream;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The steps of the evaluation of one set of scored rows. */
final class Evaluation {
  /** Effective clusters below which intervals are not to be trusted. */
  static final double FEW_CLUSTERS = 50;

  private final RunContext context;
  private final JobOutput out;
  private final EvaluateConfig config;
  private final TaskMemory memory;
  private final int partitions;

  /**
   * @param out receives counts and remarks; tables are the caller's
   */
  Evaluation(RunContext context, JobOutput out) {
    this(context, out, TaskMemory.DEFAULT, 0);
  }

  /**
   * @param memory of a task
   * @param partitions of an exchange; 0: by size
   */
  Evaluation(RunContext context, JobOutput out, TaskMemory memory, int partitions) {
    this.context = context;
    this.out = out;
    this.memory = memory;
    this.partitions = partitions;
    this.config = context.config().evaluate();
  }

  /**
   * Evaluates rows with the columns of the table {@code scores}.
   *
   * @param layout what is known of where the rows lie
   * @param requestMetrics takes the metrics of each request
   */
  Results run(Dataset<Row> scores, Layout layout, Consumer<Dataset<Row>> requestMetrics) {
    ScoredRows scored = scoredRows(scores);
    int baseline = Checks.baseline(context.config(), scored.models());
    List<Slice> slices = SliceCatalog.parse(config.slices(), scored.segments());

    LogProfile profile =
        LogProfiler.profile(
            scored, slices, GainMap.of(config.allMetrics(), scored.labels().get(0)));
    Checks.rows(profile, config.maxMissingScores());
    Checks.magnitudes(config.pointwise(), profile);
    Checks.gains(config.allMetrics(), scored.labels(), profile);
    remark(profile, scored);

    List<Boolean> examined = ExaminedModels.of(context, profile, scored.models());
    remarkUnpredicted(profile, scored, examined);
    Cohorts cohorts =
        Cohorts.of(
            SliceCatalog.values(profile, config.minSliceRequests(), out),
            Variant.all(
                profile.hasRandomised(), incomplete(profile, scored.models(), examined, baseline)));
    UncertainPoints uncertain = uncertainPoints(profile);
    RowStream stream = stream(scored, layout, cohorts, profile, uncertain);
    Setting setting =
        new Setting(
            context, out, scored, stream, profile, cohorts, uncertain, examined, baseline, memory);

    Optional<Findings> lists = new ListEvaluation(setting, requestMetrics).run();
    Optional<PointEvaluation.Result> points = new PointEvaluation(setting).run();
    Optional<BeyondEvaluation.Result> beyond = beyond(setting, lists.isPresent());
    List<SliceFinding> found = sliceFindings(setting, lists.isPresent());
    return results(lists, points, beyond, found);
  }

  private Optional<BeyondEvaluation.Result> beyond(Setting setting, boolean ranked) {
    if (!config.beyond().enabled()) {
      out.notComputed("metrics beyond accuracy", "evaluate.beyond.enabled is false");
      return Optional.empty();
    }
    if (!ranked) {
      out.notComputed("metrics beyond accuracy", "there are no list metrics: nothing is ranked");
      return Optional.empty();
    }
    return Optional.of(new BeyondEvaluation(setting).run());
  }

  private List<SliceFinding> sliceFindings(Setting setting, boolean ranked) {
    if (!config.sliceFinder().enabled()) {
      out.notComputed("slice finder", "evaluate.slice-finder.enabled is false");
      return List.of();
    }
    if (!ranked) {
      out.notComputed("slice finder", "there are no list metrics: nothing is ranked");
      return List.of();
    }
    return new SliceFinder(setting).run();
  }

  /** The propensities whose errors intervals carry. */
  private UncertainPoints uncertainPoints(LogProfile profile) {
    if (!profile.hasPropensities()) {
      return UncertainPoints.NONE;
    }
    Optional<Dataset<Row>> table = context.store().find(Table.PROPENSITIES, context.run());
    table.ifPresent(this::remarkWithoutError);
    return table
        .map(found -> UncertainPoints.of(found, context.config().propensity()))
        .orElse(UncertainPoints.NONE);
  }

  private void remarkWithoutError(Dataset<Row> propensities) {
    List<String> methods = UncertainPoints.methodsWithoutError(propensities);
    if (!methods.isEmpty()) {
      out.notComputed(
          "the propensities' error in intervals of debiased metrics (ips, snips)",
          "propensities by "
              + String.join(", ", methods)
              + " have none at some positions (relevance from trees without a jackknife:"
              + " propensity.em.jackknife-groups = 0; or all clicks of a position in one group of"
              + " clusters), so the intervals take them as known there and are too narrow; set"
              + " propensity.em.jackknife-groups above 0, or see propensity_diagnostics");
    }
  }

  private RowStream stream(
      ScoredRows scored,
      Layout layout,
      Cohorts cohorts,
      LogProfile profile,
      UncertainPoints uncertain) {
    RowSpec all =
        scored
            .spec(cohorts, profile, config.ties(), context.config().seed(), true)
            .named()
            .with(PointReader.segments(uncertain));
    try {
      RowStream stream =
          RowStream.open(scored.rows(), all, layout == Layout.TOGETHER, wantedPath(), partitions);
      context.console().detail(stream.text());
      return stream;
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(
          "evaluate.path",
          config.path().name().toLowerCase(Locale.ROOT)
              + ": "
              + wrong.getMessage()
              + "; set it to auto");
    }
  }

  private Optional<RowStream.Path> wantedPath() {
    return config.path() == EvaluateConfig.Path.AUTO
        ? Optional.empty()
        : Optional.of(RowStream.Path.valueOf(config.path().name()));
  }

  private ScoredRows scoredRows(Dataset<Row> scores) {
    ScoredRows scored = ScoredRows.of(scores, context.config().label().primary());
    if (scored.models().isEmpty()) {
      throw new InputException(
          "the table scores has no model; set source.scores, score.tables or train.models");
    }
    return scored.withLabels(Checks.labels(context.config(), scored.labels()));
  }

  /**
   * Models that, with the baseline, lack scores or predictions: their comparisons need requests and
   * rows of their own.
   */
  private List<Integer> incomplete(
      LogProfile profile, List<String> models, List<Boolean> examined, int baseline) {
    IntPredicate lacks =
        model ->
            profile.score(models.get(model)).missing() > 0
                || (examined.get(model) && unpredicted(profile) > 0);
    boolean baselineLacks = lacks.test(baseline);
    return IntStream.range(0, models.size())
        .filter(model -> model != baseline)
        .filter(model -> baselineLacks || lacks.test(model))
        .boxed()
        .toList();
  }

  /** Rows without a propensity, of which a model trained with weights predicts nothing. */
  private long unpredicted(LogProfile profile) {
    boolean predictions =
        config.pointwise().stream()
            .map(name -> PointMetric.of(name).orElseThrow())
            .anyMatch(PointMetric::isOfPredictions);
    return predictions ? profile.rows() - profile.propensities() : 0;
  }

  private void remarkUnpredicted(LogProfile profile, ScoredRows scored, List<Boolean> examined) {
    long rows = unpredicted(profile);
    for (int model = 0; model < examined.size(); model++) {
      if (examined.get(model) && rows > 0) {
        out.notComputed(
            "losses and calibration of " + scored.models().get(model) + " in " + rows + " rows",
            "they have no usable propensity, and it predicts a click given examination; no"
                + " point-wise comparison with it uses them");
      }
    }
  }

  /** Says what the rows do not allow. */
  private void remark(LogProfile profile, ScoredRows scored) {
    out.count("test rows", profile.rows());
    if (!profile.hasPropensities()) {
      out.notComputed("debiased metrics (ips, snips)", "no row has a usable propensity");
    }
    if (!profile.hasRandomised()) {
      out.notComputed("metrics on randomised traffic", "no row was shown in random order");
    }
    if (profile.users() == 0) {
      out.notComputed(
          "intervals clustered by user",
          "no row names a user: each request is its own cluster, so intervals ignore that a user's"
              + " requests are alike");
      out.notComputed("metrics by user (user)", "no row names a user");
    } else if (profile.users() < profile.rows()) {
      out.count(
          "test rows without a user (each request is a user of its own)",
          profile.rows() - profile.users());
    }
    for (String model : scored.models()) {
      if (profile.score(model).missing() > 0) {
        out.count("missing scores " + model, profile.score(model).missing());
      }
    }
    for (String label : scored.labels()) {
      if (profile.label(label).negative() > 0) {
        out.count("negative labels " + label + " (no gain)", profile.label(label).negative());
      }
    }
  }

  private Results results(
      Optional<Findings> lists,
      Optional<PointEvaluation.Result> points,
      Optional<BeyondEvaluation.Result> beyond,
      List<SliceFinding> found) {
    List<Findings> all = new ArrayList<>();
    lists.ifPresent(all::add);
    points.map(PointEvaluation.Result::findings).ifPresent(all::add);
    beyond.map(BeyondEvaluation.Result::findings).ifPresent(all::add);
    remark(all);
    List<MetricRow> metrics = new ArrayList<>();
    all.forEach(findings -> metrics.addAll(findings.metrics()));
    points.ifPresent(p -> metrics.addAll(p.thresholds().rows(List.copyOf(metrics))));
    beyond.ifPresent(b -> metrics.addAll(b.metrics()));
    Stream<Comparison> comparisons = all.stream().flatMap(f -> f.comparisons().stream());
    return new Results(
        metrics.stream().map(MetricRow::row).toList(),
        Stream.concat(comparisons, beyond.stream().flatMap(b -> b.comparisons().stream()))
            .map(Comparison::row)
            .toList(),
        points.map(PointEvaluation.Result::calibration).orElse(List.of()),
        found.stream().map(SliceFinding::row).toList());
  }

  /** Says which slices were too small, and where intervals are weak. */
  private void remark(List<Findings> all) {
    if (all.isEmpty()) {
      return;
    }
    long least = config.minSliceRequests();
    all.get(0)
        .tooSmall()
        .forEach(
            (value, requests) ->
                SliceCatalog.reportSmall(value, requests + " requests", least, out));
    long unrandomised = all.get(0).tooSmallRandomised();
    if (unrandomised > 0) {
      out.notComputed(
          "metrics on randomised traffic of " + unrandomised + " slices",
          "they have fewer requests of it than evaluate.min-slice-requests (" + least + ")");
    }
    long incomparable = all.get(0).tooSmallInCommon();
    if (incomparable > 0) {
      out.notComputed(
          incomparable + " comparisons of a model in a slice",
          "requests that both it and the baseline score are fewer there than"
              + " evaluate.min-slice-requests ("
              + least
              + ")");
    }
    double effective =
        all.stream().mapToDouble(Findings::leastEffectiveClusters).min().orElse(Double.NaN);
    if (effective < FEW_CLUSTERS) {
      String warning =
          String.format(
              Locale.ROOT, "only %.1f effective clusters (50 or more are needed)", effective);
      context.console().detail("warning: intervals are unreliable: " + warning);
      out.notComputed("reliable intervals", warning);
    }
    long delta = all.stream().mapToLong(Findings::beyondBudget).max().orElse(0);
    if (delta > 0) {
      out.notComputed(
          "bootstrap of " + delta + " slices",
          "they are beyond its memory: their intervals come from the delta method");
    }
  }
}
