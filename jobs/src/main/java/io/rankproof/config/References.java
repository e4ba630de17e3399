package io.rankproof.config;

import io.rankproof.error.ConfigException;
import io.rankproof.kernel.rank.Measure;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks names that one section uses and another one defines, before anything is run. */
final class References {
  private final RankproofConfig config;

  private References(RankproofConfig config) {
    this.config = config;
  }

  /**
   * @throws ConfigException naming the key whose value is defined nowhere
   */
  static void check(RankproofConfig config) {
    References references = new References(config);
    references.models();
    references.segments();
    references.features();
    references.asOf();
    references.sliceFinder();
    references.labels();
    references.tables();
    references.verdict();
    references.keys();
    references.columns();
  }

  private void models() {
    Map<String, String> seen = new TreeMap<>();
    name("source.scores", config.source().scores().keySet(), seen);
    name("score.tables", config.score().tables().keySet(), seen);
    name("train.models", config.train().models().keySet(), seen);
    config
        .evaluate()
        .baseline()
        .ifPresent(name -> known("evaluate.baseline", name, "model", seen.keySet()));
    config
        .decide()
        .candidates()
        .forEach(m -> known("decide.candidates", m, "model", seen.keySet()));
    config
        .ope()
        .targets()
        .forEach(
            (name, target) ->
                target
                    .score()
                    .ifPresent(
                        m -> known("ope.targets." + name + ".score", m, "model", seen.keySet())));
  }

  private static void name(String section, Set<String> names, Map<String, String> seen) {
    for (String name : names) {
      String before = seen.putIfAbsent(name, section);
      if (before != null) {
        throw new ConfigException(
            section + "." + name,
            "\"" + name + "\" is already a model (in " + before + "); choose another name");
      }
    }
  }

  private void segments() {
    Set<String> segments = new TreeSet<>(config.source().segments().keySet());
    for (String automatic : SplitConfig.AutomaticSegment.names()) {
      if (!segments.add(automatic)) {
        throw new ConfigException(
            "source.segments." + automatic,
            "\"" + automatic + "\" is a segment of the split's own; choose another name");
      }
    }
    for (String slice : config.evaluate().slices()) {
      for (String segment : slice.split("\\*", -1)) {
        known("evaluate.slices", segment.strip(), "segment (source.segments)", segments);
        withUser("evaluate.slices", segment.strip());
      }
    }
    config
        .propensity()
        .contexts()
        .forEach(s -> known("propensity.contexts", s, "segment (source.segments)", segments));
    config.propensity().contexts().forEach(s -> withUser("propensity.contexts", s));
    config
        .evaluate()
        .sliceFinder()
        .columns()
        .forEach(s -> withUser("evaluate.slice-finder.columns", s));
  }

  private void withUser(String key, String segment) {
    boolean ofUsers =
        Arrays.stream(SplitConfig.AutomaticSegment.values())
            .anyMatch(s -> s.isOfUsers() && s.segment().equals(segment));
    if (ofUsers && config.source().columns().user().isEmpty()) {
      throw new ConfigException(
          key, "\"" + segment + "\" needs source.columns.user; set it or leave the segment out");
    }
  }

  private void features() {
    List<String> features = new ArrayList<>(config.source().numericNames());
    features.addAll(config.source().categories().keySet());
    config
        .source()
        .featureTimes()
        .keySet()
        .forEach(
            name ->
                known(
                    "source.feature-times." + name,
                    name,
                    "feature (source.features, source.categories)",
                    features));
    for (Map.Entry<String, TrainConfig.Model> model : config.train().models().entrySet()) {
      String key = "train.models." + model.getKey() + ".features";
      model.getValue().features().forEach(f -> known(key, f, "feature", features));
    }
  }

  private void asOf() {
    List<String> countable = new ArrayList<>(config.label().engagements().keySet());
    countable.add(AsOfFeature.IMPRESSIONS);
    config
        .source()
        .asOf()
        .forEach(
            (name, feature) -> {
              String key = "source.as-of." + name;
              known(key + ".of", feature.of(), "engagement, nor impressions", countable);
              if (config.source().features().containsKey(name)
                  || config.source().categories().containsKey(name)) {
                throw new ConfigException(
                    key, "\"" + name + "\" is already a feature; choose another name");
              }
              if (feature.key() != AsOfFeature.Key.ITEM
                  && config.source().columns().user().isEmpty()) {
                throw new ConfigException(
                    key + ".key",
                    "\""
                        + feature.key().text()
                        + "\" needs source.columns.user; set it or choose item");
              }
            });
  }

  private void sliceFinder() {
    SliceFinderConfig finder = config.evaluate().sliceFinder();
    Set<String> segments = new TreeSet<>(config.source().segments().keySet());
    segments.addAll(SplitConfig.AutomaticSegment.names());
    finder
        .columns()
        .forEach(
            c -> known("evaluate.slice-finder.columns", c, "segment (source.segments)", segments));
    Set<String> features = new TreeSet<>(config.source().numericNames());
    for (String feature : finder.numeric()) {
      known(
          "evaluate.slice-finder.numeric",
          feature,
          "feature (source.features, source.as-of)",
          features);
      if (segments.contains(feature)) {
        throw new ConfigException(
            "evaluate.slice-finder.numeric",
            "\"" + feature + "\" is a segment, too; give the feature or the segment another name");
      }
    }
    List<String> labels = config.label().names();
    finder
        .metric()
        .map(metric -> MetricSpec.parse(metric).label())
        .filter(label -> !label.isEmpty() && !labels.isEmpty())
        .ifPresent(label -> known("evaluate.slice-finder.metric", label, "label", labels));
  }

  private void labels() {
    config
        .train()
        .models()
        .forEach(
            (name, model) ->
                model
                    .label()
                    .ifPresent(
                        label ->
                            known(
                                "train.models." + name + ".label",
                                label,
                                "label",
                                config.label().names())));
  }

  private void tables() {
    Set<String> tables = config.source().tables().keySet();
    config
        .label()
        .events()
        .ifPresent(events -> known("label.events.table", events.table(), "table", tables));
    config
        .audit()
        .items()
        .ifPresent(items -> known("audit.items.table", items.table(), "table", tables));
    config
        .score()
        .tables()
        .forEach((m, t) -> known("score.tables." + m + ".table", t.table(), "table", tables));
  }

  /** What the verdict rests on can be measured. */
  private void verdict() {
    DecideConfig decide = config.decide();
    decide
        .waive()
        .forEach(name -> known("decide.waive", name.split(":", 2)[0], "finding", LeakKind.texts()));
    config.baseline().ifPresent(baseline -> notACandidate(baseline, decide.candidates()));
    DecideConfig.Primary primary = decide.primary();
    measurable("decide.primary", primary.metric(), primary.estimator());
    for (int i = 0; i < decide.guardrails().size(); i++) {
      DecideConfig.Guardrail guardrail = decide.guardrails().get(i);
      measurable("decide.guardrails[" + i + "]", guardrail.metric(), guardrail.estimator());
    }
  }

  private static void notACandidate(String baseline, List<String> candidates) {
    if (candidates.contains(baseline)) {
      throw new ConfigException(
          "decide.candidates",
          "\""
              + baseline
              + "\" is the baseline and cannot advance; name models other than it, or leave the"
              + " list empty for all of them");
    }
  }

  private void measurable(String key, String metric, String estimator) {
    if (BeyondMetric.of(metric).isPresent()) {
      beyond(key, metric, estimator);
      return;
    }
    Optional<PointMetric> point = PointMetric.of(metric);
    Optional<MetricSpec> list =
        point.isPresent() ? Optional.empty() : Optional.of(MetricSpec.parse(metric));
    List<String> labels = config.label().names();
    list.map(MetricSpec::label)
        .filter(label -> !label.isEmpty() && !labels.isEmpty())
        .ifPresent(label -> known(key + ".metric", label, "label", labels));
    if (point.isPresent() && !point.get().hasInterval()) {
      throw new ConfigException(
          key + ".metric",
          "\""
              + metric
              + "\" has no interval, on which a verdict rests; choose another metric"
              + (point.get().isCalibration()
                  ? ", such as LogLoss or Brier, or limit the error itself with decide.max-ece"
                  : ""));
    }
    boolean sum = list.map(MetricSpec::isAdditive).orElse(false);
    boolean loss = point.map(PointMetric::isDebiasable).orElse(false);
    if (estimator.equals("user") && point.isPresent()) {
      throw noEstimator(
          key,
          estimator,
          metric,
          "means over users are taken of list metrics; choose one of these, or plain");
    }
    boolean auc = list.map(spec -> spec.measure() == Measure.AUC).orElse(false);
    if ((estimator.equals("impressions") || estimator.equals("positives")) && !auc) {
      throw noEstimator(
          key, estimator, metric, "requests are weighted for AUC alone; choose AUC, or plain");
    }
    boolean debiased = estimator.equals("ips") || estimator.equals("snips");
    if (debiased && !sum && !(loss && estimator.equals("ips"))) {
      throw noEstimator(
          key,
          estimator,
          metric,
          "ips is defined for DCG, P, RBP, wRR, LogLoss and Brier, snips for the first four;"
              + " choose one of these metrics, or plain or randomised");
    }
  }

  private static ConfigException noEstimator(
      String key, String estimator, String metric, String why) {
    return new ConfigException(
        key + ".estimator", "\"" + estimator + "\" does not exist for " + metric + ": " + why);
  }

  /** What makes a context key and a cluster of propensities. */
  private void keys() {
    List<String> names = new ArrayList<>(List.of("item"));
    config.source().columns().user().ifPresent(user -> names.add("user"));
    names.addAll(config.source().segments().keySet());
    names.addAll(config.source().categories().keySet());
    String what = "column of a key (item, user, source.segments, source.categories)";
    PropensityConfig propensity = config.propensity();
    propensity.key().forEach(n -> known("propensity.key", n, what, names));
    propensity.cluster().forEach(n -> known("propensity.cluster", n, what, names));
    if (propensity.method().needsKey() && propensity.key().isEmpty()) {
      throw needs(propensity.method().shown(), "propensity.key");
    }
    if (propensity.method() == PropensityConfig.Method.EM_FEATURES
        && !config.source().hasFeatures()) {
      throw needs(propensity.method().shown(), "source.features or source.categories");
    }
  }

  /** A verdict needs an interval, which metrics of the catalogue do not have. */
  private void beyond(String key, String metric, String estimator) {
    int k = config.evaluate().beyond().k();
    List<String> usable =
        Arrays.stream(BeyondMetric.values())
            .filter(BeyondMetric::isMeanOfRequests)
            .map(known -> known.title(k))
            .toList();
    if (!config.evaluate().beyond().enabled() || !usable.contains(metric)) {
      throw new ConfigException(
          key + ".metric",
          "\""
              + metric
              + "\" is not measured with an interval; with evaluate.beyond (enabled, k = "
              + k
              + ") these are: "
              + String.join(", ", usable));
    }
    if (!estimator.equals("plain") && !estimator.equals("randomised")) {
      throw new ConfigException(
          key + ".estimator",
          "\"" + estimator + "\" does not exist for " + metric + "; choose plain or randomised");
    }
  }

  private void columns() {
    boolean byUser =
        config.split().promises().contains(SplitConfig.Promise.USER)
            || config.split().kind() == SplitConfig.Kind.LAST_N;
    if (byUser && config.source().columns().user().isEmpty()) {
      throw new ConfigException(
          "split.kind",
          "\""
              + config.split().kind().text()
              + "\" needs source.columns.user; set it or choose time");
    }
    if (config.source().columns().user().isEmpty()) {
      config.label().engagements().forEach(References::withoutUser);
    }
    if (config.propensity().method() == PropensityConfig.Method.RANDOMISED
        && config.source().columns().randomised().isEmpty()) {
      throw needs("randomised", "source.columns.randomised");
    }
    if (config.propensity().method() == PropensityConfig.Method.GIVEN
        && config.source().columns().examinationPropensity().isEmpty()) {
      throw needs("given", "source.columns.examination-propensity");
    }
  }

  /** An event of a user's meets no impression whose user nobody names. */
  private static void withoutUser(String name, LabelConfig.Engagement engagement) {
    if (engagement.isViewThrough()) {
      throw new ConfigException(
          "label.engagements." + name + ".match",
          "\"user-item\" needs source.columns.user; set it or choose request");
    }
  }

  private static ConfigException needs(String method, String column) {
    return new ConfigException(
        "propensity.method", "\"" + method + "\" needs " + column + "; set it or choose auto");
  }

  private static void known(String key, String name, String what, Collection<String> names) {
    if (!names.contains(name)) {
      throw new ConfigException(
          key,
          "\""
              + name
              + "\" is no "
              + what
              + "; there are: "
              + (names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names)))
              + Nearest.hint(name, names));
    }
  }
}
