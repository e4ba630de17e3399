package io.rankproof.decide;

import io.rankproof.result.Decision;
import io.rankproof.result.ResultTables;
import io.rankproof.result.Verdict;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import java.util.List;
import java.util.Optional;

/** What a run decided: for the command line's {@code --gate} and for other programs. */
public final class Decisions {
  private Decisions() {}

  /**
   * The verdict of a run: that of its best candidate.
   *
   * @return empty when the run has not decided
   */
  public static Optional<Overall> overall(Store store, RunId run) {
    return store
        .entry(run, DecideJob.NAME)
        .map(decided -> overall(new ResultTables(store, run).decisions()));
  }

  /** The same of decisions at hand, best first; without a candidate nothing can advance. */
  public static Overall overall(List<Decision> decisions) {
    Optional<Decision> best = decisions.stream().findFirst();
    return new Overall(best.map(Decision::verdict).orElse(Verdict.HOLD), best);
  }

  /**
   * @param best the best candidate's decision; empty when there was no candidate
   */
  public record Overall(Verdict verdict, Optional<Decision> best) {
    /** Whether a candidate has earned an A/B test. */
    public boolean advances() {
      return verdict == Verdict.ADVANCE_TO_AB_TEST;
    }
  }
}
