package io.rankproof.prepare;

import io.rankproof.config.RankproofConfig;
import io.rankproof.error.InputException;
import io.rankproof.label.LogEnd;
import io.rankproof.split.Sets;
import io.rankproof.split.Split;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether what was written may be seen: nothing is while the job has not ended well. */
final class Verdict {
  private Verdict() {}

  /**
   * @throws InputException if too many rows are bad, a set is empty, the primary label has one
   *     class, or the counts do not add up
   */
  static void check(Flow counts, RankproofConfig config, LogEnd end, Split split) {
    checkConserved(counts);
    checkBadShare(counts, config.source().maxBadShare());
    checkSets(counts, end, split);
    checkClasses(counts, config.label().primary());
  }

  private static void checkConserved(Flow counts) {
    if (!counts.isConserved()) {
      throw new InputException(
          "source: "
              + counts.rowsIn()
              + " rows were read first and other ones later; the input changed meanwhile, or"
              + " source.sql gives other rows each time (rand, row order): make it repeatable");
    }
  }

  private static void checkBadShare(Flow counts, double most) {
    double share = (double) counts.bad() / counts.rowsIn();
    if (share > most) {
      String reasons =
          counts.quarantined().entrySet().stream()
              .map(reason -> reason.getKey() + " " + reason.getValue())
              .collect(Collectors.joining(", "));
      throw new InputException(
          String.format(
              Locale.ROOT,
              "source: %d of %d rows (%.2f%%) are bad (%s), more than source.max-bad-share = %s;"
                  + " mend the log or raise that share",
              counts.bad(),
              counts.rowsIn(),
              100 * share,
              reasons,
              most));
    }
  }

  private static void checkSets(Flow counts, LogEnd end, Split split) {
    for (String set : Sets.USED) {
      if (counts.split(set) == 0) {
        throw new InputException(
            "split: the "
                + set
                + " set is empty ("
                + split.text()
                + "; log ends "
                + end.dataUntil()
                + "; rows: "
                + sizes(counts)
                + "); move the boundaries, shorten label.window or split.gap, or give more days");
      }
    }
  }

  private static String sizes(Flow counts) {
    return Sets.ALL.stream()
        .map(split -> split + " " + counts.split(split))
        .collect(Collectors.joining(", "));
  }

  private static void checkClasses(Flow counts, String primary) {
    if (counts.positives() == 0 || counts.negatives() == 0) {
      throw new InputException(
          "label."
              + primary
              + ": the train set has "
              + counts.positives()
              + " positive and "
              + counts.negatives()
              + " negative rows; both are needed: check label.engagements and the windows");
    }
  }
}
