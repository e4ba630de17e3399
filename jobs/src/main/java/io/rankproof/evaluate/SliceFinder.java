package io.rankproof.evaluate;

import io.rankproof.config.BeyondMetric;
import io.rankproof.config.PointMetric;
import io.rankproof.config.SliceFinderConfig;
import io.rankproof.kernel.rank.MetricSpec;
import io.rankproof.kernel.slice.SliceMoments;
import io.rankproof.kernel.slice.SliceSearch;
import io.rankproof.kernel.slice.SliceSearch.Finding;
import io.rankproof.kernel.slice.SliceSearch.Kind;
import io.rankproof.rows.RowBlock;
import io.rankproof.rows.RowSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/** Searches the segments for slices in which a model is worse; method in docs. */
final class SliceFinder {
  private static final String WHAT = "slice finder";

  private final Setting setting;
  private final SliceFinderConfig config;

  SliceFinder(Setting setting) {
    this.setting = setting;
    config = setting.config().sliceFinder();
  }

  /** The findings, the clearest first; none, with the reason given, where nothing is searched. */
  List<SliceFinding> run() {
    Optional<String> metric = metric();
    List<String> features = features();
    if (config.columns().isEmpty() && setting.scored().segments().isEmpty() && features.isEmpty()) {
      return nothing("there is no column to search: source.segments is empty");
    }
    if (metric.isEmpty()) {
      return nothing("there is no list metric: set evaluate.slice-finder.metric");
    }
    return search(MetricSpec.parse(metric.get()), features);
  }

  private List<SliceFinding> nothing(String reason) {
    setting.out().notComputed(WHAT, reason);
    return List.of();
  }

  private Optional<String> metric() {
    String primary = setting.context().config().decide().primary().metric();
    boolean list = PointMetric.of(primary).isEmpty() && BeyondMetric.of(primary).isEmpty();
    return config
        .metric()
        .or(() -> Optional.of(primary).filter(name -> list))
        .or(() -> setting.config().metrics().stream().findFirst());
  }

  /** Features asked for that the table has. */
  private List<String> features() {
    List<String> columns = Arrays.asList(setting.scored().rows().columns());
    for (String name : config.numeric()) {
      if (!columns.contains("feature_" + name)) {
        setting
            .out()
            .notComputed(WHAT + ": " + name, "the table scores has no such feature; rerun score");
      }
    }
    return config.numeric().stream().filter(name -> columns.contains("feature_" + name)).toList();
  }

  private List<SliceFinding> search(MetricSpec metric, List<String> features) {
    FinderColumns columns =
        FinderColumns.of(setting.scored().rows(), setting.scored().segments(), config, features);
    FinderSlices slices =
        FinderSlices.of(columns, config.minRequests(), setting.profile().rows(), setting.out());
    MetricPlan plan =
        MetricPlan.of(
            List.of(metric.toString()),
            setting.scored().labels(),
            setting.scored().models().size(),
            setting.config().ties(),
            false);
    double scale = scale(plan);
    FinderPass pass = new FinderPass(plan, slices.cohorts(), setting.baseline(), scale);
    SliceMoments sums = pass.sum(blocks(columns, slices));
    SliceSearch.Result result =
        new SliceSearch(sums, slices.containing(), config.minRequests())
            .search(pass.ratios(), config.level());
    setting.out().count("tests of the slice finder", result.tests());
    setting.out().count("findings of the slice finder", result.findings().size());
    return new Reporter(metric, pass, slices, sums, scale, result).findings();
  }

  private JavaRDD<RowBlock> blocks(FinderColumns columns, FinderSlices slices) {
    RowSpec spec = setting.spec(slices.cohorts()).unweighted();
    return setting.stream().of(columns.rows(), spec).blocks();
  }

  /** The largest power of two with which all values surely add up to less than 2^30. */
  private double scale(MetricPlan plan) {
    ListColumns columns = new ListColumns(plan, false);
    double bound = columns.bounds(setting.profile())[columns.vector(plan.value(0, 0))];
    return Math.scalb(1.0, 29 - Math.getExponent(Math.max(1, bound)));
  }

  /** Turns what the search found into lines of the table. */
  private final class Reporter {
    private final MetricSpec metric;
    private final FinderPass pass;
    private final FinderSlices slices;
    private final SliceMoments sums;
    private final double scale;
    private final SliceSearch.Result result;

    Reporter(
        MetricSpec metric,
        FinderPass pass,
        FinderSlices slices,
        SliceMoments sums,
        double scale,
        SliceSearch.Result result) {
      this.metric = metric;
      this.pass = pass;
      this.slices = slices;
      this.sums = sums;
      this.scale = scale;
      this.result = result;
    }

    List<SliceFinding> findings() {
      List<Finding> found = result.findings();
      if (found.size() > config.mostFindings()) {
        setting
            .out()
            .notComputed(
                "findings of the slice finder beyond " + config.mostFindings(),
                found.size() + " were found; evaluate.slice-finder.most-findings bounds the list");
      }
      return found.stream().limit(config.mostFindings()).map(this::finding).toList();
    }

    private SliceFinding finding(Finding found) {
      int model = pass.model(found.ratio());
      int slice = found.slice();
      boolean elsewhere = found.kind() == Kind.ELSEWHERE;
      double value = sums.within(slice, model).value();
      double reference =
          elsewhere ? sums.elsewhere(slice, model) : sums.within(slice, setting.baseline()).value();
      return new SliceFinding(
          setting.scored().models().get(model),
          elsewhere ? SliceFinding.ELSEWHERE : setting.scored().models().get(setting.baseline()),
          metric.toString(),
          metric.label().isEmpty() ? setting.primaryLabel() : metric.label(),
          slices.value(slice),
          value / scale,
          reference / scale,
          found.difference(),
          scale,
          setting.config().confidence(),
          found.pValue(),
          found.adjusted(),
          sums.requests(slice),
          Math.round(sums.size(slice, found.ratio())),
          sums.clusters(slice, found.ratio()),
          sums.effectiveClusters(slice, found.ratio()),
          result.tests(),
          larger(found));
    }

    /** A slice that contains it and was found for the same reason. */
    private Optional<SliceValue> larger(Finding found) {
      return IntStream.of(slices.containing()[found.slice()])
          .filter(
              slice ->
                  result.findings().stream()
                      .anyMatch(f -> f.slice() == slice && f.ratio() == found.ratio()))
          .mapToObj(slices::value)
          .filter(Objects::nonNull)
          .findFirst();
    }
  }
}
