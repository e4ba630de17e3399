package io.rankproof.ope;

import io.rankproof.config.OpeConfig.Slots;
import io.rankproof.config.OpeConfig.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which targets are weighted by the mixture of all loggers, and why others are not.
 *
 * @param logged the loggers, in order of their names
 * @param given those whose probabilities of every row are given
 * @param lists whether requests are lists
 */
record Balance(List<String> logged, Set<String> given, Slots slots, boolean lists) {
  /** Logger of a target that is weighted by the mixture. */
  static final String BALANCED = "balanced";

  private static final String OWN = "each row is weighted by its own logger's";

  /** What is not balanced, and why. */
  record Gap(String what, String reason) {}

  /** Whether the weights of single rows are those of the mixture. */
  boolean isBalanced(Target target) {
    return isOfSeveral(target) && missing().isEmpty() && slots != Slots.CASCADE;
  }

  /** Whether, all the same, weights that multiply down a list are of each row's own logger. */
  boolean isOwnDownLists() {
    return lists && slots == Slots.INDEPENDENT;
  }

  Mixture mixture(Asked target) {
    return new Mixture(target.prefix(), logged);
  }

  /** Logger whose rows a target uses, as shown. */
  String shownLogger(Target target) {
    return target.logger().orElse(isBalanced(target) ? BALANCED : OnPolicy.ALL);
  }

  /** The same where weights are of no choice of a logger. */
  static String rowsOf(Target target) {
    return target.logger().orElse(OnPolicy.ALL);
  }

  Optional<Gap> gap(String name, Target target) {
    if (!isOfSeveral(target)) {
      return Optional.empty();
    }
    String what = "balanced weights over loggers for the target " + name;
    if (!missing().isEmpty()) {
      return Optional.of(
          new Gap(
              what,
              "ope.loggers does not give the propensities of "
                  + String.join(", ", missing())
                  + ": "
                  + OWN));
    }
    if (slots == Slots.CASCADE) {
      return Optional.of(new Gap(what, products() + OWN));
    }
    return isOwnDownLists()
        ? Optional.of(
            new Gap("balanced weights down the lists for the target " + name, products() + OWN))
        : Optional.empty();
  }

  /** The product down a list of mixtures is not the mixture of the products. */
  private String products() {
    return "weights multiply down a list with ope.slots = "
        + slots.name().toLowerCase(Locale.ROOT)
        + ", and a mixture is of single positions (ope.slots = item-position): ";
  }

  private boolean isOfSeveral(Target target) {
    return target.logger().isEmpty() && logged.size() > 1;
  }

  private Set<String> missing() {
    Set<String> missing = new TreeSet<>(logged);
    missing.removeAll(given);
    return missing;
  }
}
