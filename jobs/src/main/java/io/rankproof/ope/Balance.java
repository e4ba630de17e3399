package io.rankproof.ope;

import io.rankproof.config.OpeConfig.Slots;
import io.rankproof.config.OpeConfig.Target;
import java.util.List;
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

  /** What is not balanced, and why. */
  record Gap(String what, String reason) {}

  boolean isBalanced(Target target) {
    return isOfSeveral(target) && missing().isEmpty();
  }

  /** Whether rows have weights of the mixture whatever is above them. */
  boolean isBalancedByRow(Target target) {
    return isBalanced(target) && slots != Slots.CASCADE;
  }

  /** Whether there are weights of the mixture that multiply down a list. */
  boolean isBalancedDownLists(Target target) {
    return isBalanced(target) && (slots == Slots.CASCADE || (lists && slots == Slots.INDEPENDENT));
  }

  Mixture mixture(Asked target) {
    return new Mixture(target.prefix(), logged, target.isRanked());
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
    if (!isOfSeveral(target) || missing().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Gap(
            "balanced weights over loggers for the target " + name,
            "ope.loggers does not give the propensities of "
                + String.join(", ", missing())
                + ": each row is weighted by its own logger's"));
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
