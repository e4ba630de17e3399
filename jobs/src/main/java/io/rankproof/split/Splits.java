package io.rankproof.split;

import io.rankproof.config.LabelConfig.Quantity;
import io.rankproof.config.LabelConfig.Term;
import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SplitConfig;
import io.rankproof.config.SplitConfig.Kind;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.TimeHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The split that a config asks for. */
public final class Splits {
  private Splits() {}

  /**
   * @param times when the log's requests began
   * @param matureUntil later requests are in no set
   * @param seed of the sides of users and items
   * @throws io.rankproof.error.InputException if no boundaries leave requests in each of the sets
   */
  public static Split choose(
      SplitConfig config, TimeHistogram times, Instant matureUntil, long seed) {
    Windows windows = new Windows(config, times, matureUntil);
    Sides sides = new Sides(seed, config.heldOut());
    return switch (config.kind()) {
      case TIME -> windows.whole();
      case ROLLING -> windows.fold(config.fold().orElse(config.folds()));
      case USER -> new UserSplit(sides);
      case USER_TIME -> new HeldOutWindows(windows.whole(), sides, LogColumns.CLUSTER, "users");
      case ITEM -> new HeldOutWindows(windows.whole(), sides, LogColumns.ITEM, "items");
      case LAST_N -> new LastRequests(config.lastN());
      case COLUMN -> new AssignedSplit(config.column().orElseThrow());
    };
  }

  /** What a reader of results under such a split has to know. */
  public static List<String> warnings(RankproofConfig config) {
    List<String> warnings = new ArrayList<>();
    if (config.split().kind() == Kind.LAST_N) {
      warnings.add(LastRequests.WARNING);
    }
    List<String> endless = config.endless();
    if (!endless.isEmpty()) {
      warnings.add(
          String.join(", ", endless)
              + " has times and a window of 0s, without an end: no gap keeps what happens after the"
              + " next set's start out of its labels, and the leak audit finds such labels severe."
              + " Give label.engagements."
              + endless.get(0)
              + ".window.");
    }
    config.label().grades().forEach((grade, terms) -> sums(grade, terms, config, warnings));
    return List.copyOf(warnings);
  }

  /** What a grade sums of events, of which the audit knows the time of the first one alone. */
  private static void sums(
      String grade, Map<String, Term> terms, RankproofConfig config, List<String> warnings) {
    for (String engagement : config.endless()) {
      Term term = terms.get(engagement);
      boolean isEvent = config.label().engagements().get(engagement).event().isPresent();
      if (isEvent && term != null && term.of() != Quantity.HAPPENED) {
        warnings.add(
            "label.grades."
                + grade
                + "."
                + engagement
                + ".of = "
                + term.of().name().toLowerCase(Locale.ROOT)
                + " sums events of a window of 0s, without an end: those from after the next set's"
                + " start are in it, and the leak audit sees none but the first one's time. Where"
                + " events may come that late give label.engagements."
                + engagement
                + ".window, or choose happened.");
      }
    }
  }
}
