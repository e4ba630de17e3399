package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Off-policy value from logged action propensities.
 *
 * @param targets policies whose value is asked for
 * @param loggers by logging policy: SQL expression over the source's rows, the probability with
 *     which it would have shown the row's item there; for balanced weights
 * @param minEss effective sample size below which a value is refused
 * @param minSupport mean weight that must be possible (within its interval), else refused
 * @param bounds of weights: the grid that SLOPE++ chooses from, ascending
 * @param replicates of the bootstrap; 0: delta method alone
 * @param userTotal most that a user's clipped rewards are counted, for the empirical-Bernstein
 *     bound
 * @param slots what the probabilities of an item at a position mean
 * @param depth positions of a list that its value counts
 */
public record OpeConfig(
    Map<String, Target> targets,
    Map<String, String> loggers,
    double minEss,
    double minSupport,
    List<Double> bounds,
    int replicates,
    Optional<Double> userTotal,
    Slots slots,
    int depth,
    RewardModel rewardModel) {
  private static final double LARGEST_BOUND = 1 << 26;

  static OpeConfig of(Section section) {
    Slots slots = section.choice("slots", Slots.class);
    OpeConfig ope =
        new OpeConfig(
            section.named("targets", target -> Target.of(target, slots)),
            section.namedTexts("loggers"),
            section.number("min-ess", 1, 1e12),
            section.number("min-support", 0, 1),
            section.numbers("bounds", 1, LARGEST_BOUND),
            section.integer("replicates", 0, 100_000),
            section.optionalNumber("user-total", 1e-9, 1e9),
            slots,
            section.integer("depth", 1, 20),
            RewardModel.of(section.section("reward-model")));
    section.end();
    ope.requireAscending(section);
    return ope;
  }

  private void requireAscending(Section section) {
    for (int b = 1; b < bounds.size(); b++) {
      if (bounds.get(b) <= bounds.get(b - 1)) {
        throw section.bad("bounds", bounds, "an ascending list of numbers from 1 on");
      }
    }
    if (bounds.isEmpty()) {
      throw section.bad("bounds", bounds, "at least one number from 1 on");
    }
  }

  /** What a probability of an item at a position is given. */
  public enum Slots {
    /** Whatever the other positions show (the marginal probability). */
    ITEM_POSITION,
    /** The items above it. */
    CASCADE,
    /** Nothing: each position is filled on its own. */
    INDEPENDENT
  }

  /**
   * A policy whose value is asked for, by exactly one of its first three parts.
   *
   * @param probability SQL expression over the source's rows: the target's probability of showing
   *     the item in this position
   * @param score a model: the target ranks the items of the request by it
   * @param frequenciesOf a logging policy: the target shows items as often as it did, by position
   * @param temperature of the softmax over scores; 0: the best item first
   * @param logger logging policy whose rows are used; empty: all
   * @param against logging policy whose own mean the value is compared with; empty: the rows used
   * @param prediction SQL expression: predicted reward of the row
   * @param expected SQL expression: predicted reward of what the target would show there
   */
  public record Target(
      Optional<String> probability,
      Optional<String> score,
      Optional<String> frequenciesOf,
      double temperature,
      Optional<String> logger,
      Optional<String> against,
      Optional<String> prediction,
      Optional<String> expected) {

    static Target of(Section section, Slots slots) {
      Target target =
          new Target(
              section.optionalText("probability"),
              section.optionalText("score"),
              section.optionalText("frequencies-of"),
              section.optionalNumber("temperature", 0, 1e6).orElse(0.0),
              section.optionalText("logger"),
              section.optionalText("against"),
              section.optionalText("prediction"),
              section.optionalText("expected"));
      section.end();
      target.check(section, slots);
      return target;
    }

    private void check(Section section, Slots slots) {
      long kinds =
          List.of(probability, score, frequenciesOf).stream().filter(Optional::isPresent).count();
      if (kinds != 1) {
        throw new ConfigException(
            section.full("probability"),
            "a target is given by one of probability, score and frequencies-of; this one has "
                + (kinds == 0 ? "none" : "several"));
      }
      if (prediction.isPresent() != expected.isPresent()
          || (prediction.isPresent() && probability.isEmpty())) {
        throw new ConfigException(
            section.full("prediction"),
            "prediction and expected go together, with probability; give both or neither");
      }
      if (temperature > 0 && score.isEmpty()) {
        throw section.bad("temperature", temperature, "it with score alone");
      }
      if (temperature > 0 && slots == Slots.ITEM_POSITION) {
        throw section.bad(
            "temperature",
            temperature,
            "0, or ope.slots = cascade or independent: a softmax has no simple probability of an"
                + " item at a position whatever is above it");
      }
      if (frequenciesOf.isPresent() && slots == Slots.CASCADE) {
        throw section.bad(
            "frequencies-of",
            frequenciesOf.get(),
            "it with ope.slots = item-position or independent alone: frequencies by position do not"
                + " say how often an item is shown below given others, as a cascade needs");
      }
      if (frequenciesOf.isPresent() && logger.isEmpty()) {
        throw new ConfigException(
            section.full("logger"),
            "has no value; frequencies-of needs the logging policy whose rows are used");
      }
    }

    /** What its value is compared with, where that is another log. */
    public Optional<String> comparedLog() {
      return against.filter(other -> !logger.equals(Optional.of(other)));
    }
  }

  /**
   * The reward model, fitted to the log by cross-fitting: a row's prediction comes from the rows of
   * other users.
   *
   * @param kind what it is
   * @param folds of users by hash
   */
  public record RewardModel(Kind kind, int folds) {

    static RewardModel of(Section section) {
      RewardModel model =
          new RewardModel(section.choice("kind", Kind.class), section.integer("folds", 2, 20));
      section.end();
      return model;
    }

    /** Kinds of reward model. */
    public enum Kind {
      NONE,
      LOGISTIC,
      GBT
    }
  }
}
