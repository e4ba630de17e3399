package io.rankproof.config;

import io.rankproof.error.ConfigException;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
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
    references.labels();
    references.tables();
    references.verdict();
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
    Set<String> segments = config.source().segments().keySet();
    for (String slice : config.evaluate().slices()) {
      for (String segment : slice.split("\\*", -1)) {
        known("evaluate.slices", segment.strip(), "segment (source.segments)", segments);
      }
    }
    config
        .propensity()
        .contexts()
        .forEach(s -> known("propensity.contexts", s, "segment (source.segments)", segments));
  }

  private void features() {
    List<String> features = new ArrayList<>(config.source().features().keySet());
    features.addAll(config.source().categories().keySet());
    for (Map.Entry<String, TrainConfig.Model> model : config.train().models().entrySet()) {
      String key = "train.models." + model.getKey() + ".features";
      model.getValue().features().forEach(f -> known(key, f, "feature", features));
    }
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
        .score()
        .tables()
        .forEach((m, t) -> known("score.tables." + m + ".table", t.table(), "table", tables));
  }

  /** What the verdict rests on can be measured. */
  private void verdict() {
    DecideConfig decide = config.decide();
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
    Optional<PointMetric> point = PointMetric.of(metric);
    Optional<MetricSpec> list =
        point.isPresent() ? Optional.empty() : Optional.of(MetricSpec.parse(metric));
    List<String> labels = config.label().names();
    list.map(MetricSpec::label)
        .filter(label -> !label.isEmpty() && !labels.isEmpty())
        .ifPresent(label -> known(key + ".metric", label, "label", labels));
    boolean sum = list.map(MetricSpec::isAdditive).orElse(false);
    boolean loss = point.map(PointMetric::isDebiasable).orElse(false);
    if (estimator.equals("user") && point.isPresent()) {
      throw new ConfigException(
          key + ".estimator",
          "\"user\" does not exist for "
              + metric
              + ": means over users are taken of list metrics; choose one of these, or plain");
    }
    boolean debiased = estimator.equals("ips") || estimator.equals("snips");
    if (debiased && !sum && !(loss && estimator.equals("ips"))) {
      throw new ConfigException(
          key + ".estimator",
          "\""
              + estimator
              + "\" does not exist for "
              + metric
              + ": ips is defined for DCG, P, RBP, wRR, LogLoss and Brier, snips for the first four;"
              + " choose one of these metrics, or plain or randomised");
    }
  }

  private void columns() {
    if (config.propensity().method() == PropensityConfig.Method.RANDOMISED
        && config.source().columns().randomised().isEmpty()) {
      throw needs("randomised", "source.columns.randomised");
    }
    if (config.propensity().method() == PropensityConfig.Method.GIVEN
        && config.source().columns().examinationPropensity().isEmpty()) {
      throw needs("given", "source.columns.examination-propensity");
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
