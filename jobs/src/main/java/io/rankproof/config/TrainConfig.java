package io.rankproof.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models to fit.
 *
 * @param models name to model; may be empty: outside scores need no training
 * @param weighting instance weights of the training rows
 * @param emIterations fits after the first one with weighting em
 * @param partitions partitions of the training data, whatever the cluster: fits stay comparable
 * @param maxCategories values of a categorical feature kept by frequency, the rest is "other"
 */
public record TrainConfig(
    Map<String, Model> models,
    Weighting weighting,
    int emIterations,
    int partitions,
    int maxCategories) {

  static TrainConfig of(Section section) {
    TrainConfig train =
        new TrainConfig(
            section.named("models", Model::of),
            section.choice("weighting", Weighting.class),
            section.integer("em-iterations", 1, 1000),
            section.integer("partitions", 1, 100_000),
            section.integer("max-categories", 2, 10_000));
    section.end();
    return train;
  }

  /** Instance weights. */
  public enum Weighting {
    /** A clicked row min(1/p, clip), an unclicked one 1, where propensities are usable. */
    IPS,
    /** Expected relevance by EM with the propensities held fixed, where they are usable. */
    EM,
    NONE;

    /** Its name in configs and tables. */
    public String shown() {
      return Section.name(this);
    }
  }

  /**
   * One model.
   *
   * @param kind what it is
   * @param label empty: the primary label
   * @param features numeric and categorical features by name; empty: all
   * @param weighting empty: as for all models
   * @param params settings of the kind (see the model's documentation), as numbers
   */
  public record Model(
      Kind kind,
      Optional<String> label,
      List<String> features,
      Optional<String> weighting,
      Map<String, Double> params) {

    static Model of(Section section) {
      Model model =
          new Model(
              section.choice("kind", Kind.class),
              section.optionalText("label"),
              section.texts("features"),
              section.optionalText("weighting"),
              section.optionalSection("params").isPresent()
                  ? section.namedNumbers("params")
                  : Map.of());
      section.end();
      return model;
    }
  }

  /** Kinds of model. */
  public enum Kind {
    POPULARITY,
    RECENCY,
    LOGISTIC,
    GBT
  }
}
