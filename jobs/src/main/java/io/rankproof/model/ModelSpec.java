package io.rankproof.model;

import io.rankproof.config.Nearest;
import io.rankproof.config.RankproofConfig;
import io.rankproof.config.TrainConfig;
import io.rankproof.config.TrainConfig.Kind;
import io.rankproof.config.TrainConfig.Weighting;
import io.rankproof.error.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model to fit, with every name checked against the config.
 *
 * @param label name of the label
 * @param numeric names of its numeric features
 * @param categorical names of its categorical ones
 * @param weighting what the config asks for; none for a kind that uses no weights
 * @param params every setting of its kind
 */
record ModelSpec(
    String name,
    Kind kind,
    String label,
    List<String> numeric,
    List<String> categorical,
    Weighting weighting,
    Map<String, Double> params) {

  /**
   * All models of the config, by name.
   *
   * @throws ConfigException for the first thing that cannot be
   */
  static List<ModelSpec> all(RankproofConfig config) {
    List<ModelSpec> specs = new ArrayList<>();
    config.train().models().forEach((name, model) -> specs.add(of(name, model, config)));
    return specs;
  }

  private static ModelSpec of(String name, TrainConfig.Model model, RankproofConfig config) {
    String key = "train.models." + name;
    Features features = Features.of(key, model, config);
    return new ModelSpec(
        name,
        model.kind(),
        label(key, model, config),
        features.numeric,
        features.categorical,
        weighting(key, model, config),
        Param.resolve(key + ".params", model.kind(), model.params()));
  }

  /** Whether it learns from features, by MLlib. */
  boolean isClassifier() {
    return kind == Kind.LOGISTIC || kind == Kind.GBT;
  }

  /** Names of its features, numeric ones first. */
  List<String> features() {
    List<String> names = new ArrayList<>(numeric);
    names.addAll(categorical);
    return names;
  }

  int whole(String param) {
    return params.get(param).intValue();
  }

  double number(String param) {
    return params.get(param);
  }

  private static boolean isClassifier(TrainConfig.Model model) {
    return model.kind() == Kind.LOGISTIC || model.kind() == Kind.GBT;
  }

  private static String label(String key, TrainConfig.Model model, RankproofConfig config) {
    String label = model.label().orElse(config.label().primary());
    List<String> names = config.label().names();
    if (!names.contains(label)) {
      throw new ConfigException(
          key + ".label",
          "\""
              + label
              + "\" is no label; the labels are "
              + String.join(", ", names)
              + Nearest.hint(label, names));
    }
    if (isClassifier(model) && config.label().grades().containsKey(label)) {
      throw new ConfigException(
          key + ".label",
          "\""
              + label
              + "\" is graded, and "
              + model.kind().name().toLowerCase(Locale.ROOT)
              + " learns a 0/1 label; give one of "
              + String.join(", ", config.label().engagements().keySet()));
    }
    return label;
  }

  private static Weighting weighting(String key, TrainConfig.Model model, RankproofConfig config) {
    if (model.kind() == Kind.RECENCY) {
      return unweighted(key, model);
    }
    if (model.weighting().isEmpty()) {
      return config.train().weighting();
    }
    return switch (model.weighting().get()) {
      case "ips" -> Weighting.IPS;
      case "em" -> Weighting.EM;
      case "none" -> Weighting.NONE;
      default ->
          throw new ConfigException(
              key + ".weighting",
              "\"" + model.weighting().get() + "\" is not allowed; give ips, em or none");
    };
  }

  private static Weighting unweighted(String key, TrainConfig.Model model) {
    if (model.weighting().filter(weighting -> !weighting.equals("none")).isPresent()) {
      throw new ConfigException(
          key + ".weighting",
          "\""
              + model.weighting().get()
              + "\" is not allowed; recency uses no weights, leave it out");
    }
    return Weighting.NONE;
  }

  private record Features(List<String> numeric, List<String> categorical) {

    static Features of(String key, TrainConfig.Model model, RankproofConfig config) {
      if (!isClassifier(model)) {
        return none(key, model);
      }
      Set<String> numeric = config.source().numericNames();
      Set<String> categorical = config.source().categories().keySet();
      model.features().forEach(name -> check(key, name, numeric, categorical));
      Features features =
          new Features(chosen(numeric, model.features()), chosen(categorical, model.features()));
      if (features.numeric.isEmpty() && features.categorical.isEmpty()) {
        throw new ConfigException(
            key + ".features",
            "there is no feature to learn from; give source.features or source.categories");
      }
      return features;
    }

    private static Features none(String key, TrainConfig.Model model) {
      if (!model.features().isEmpty()) {
        throw new ConfigException(
            key + ".features",
            model.kind().name().toLowerCase(Locale.ROOT) + " uses no features; leave it out");
      }
      return new Features(List.of(), List.of());
    }

    private static void check(
        String key, String name, Set<String> numeric, Set<String> categorical) {
      if (!numeric.contains(name) && !categorical.contains(name)) {
        Set<String> all = new TreeSet<>(numeric);
        all.addAll(categorical);
        throw new ConfigException(
            key + ".features",
            "\""
                + name
                + "\" is no feature; source.features and source.categories have "
                + (all.isEmpty() ? "none" : String.join(", ", all))
                + Nearest.hint(name, all));
      }
    }

    private static List<String> chosen(Set<String> all, List<String> wanted) {
      return all.stream().filter(name -> wanted.isEmpty() || wanted.contains(name)).toList();
    }
  }
}
