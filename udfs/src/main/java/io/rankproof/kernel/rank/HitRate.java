package io.rankproof.kernel.rank;

/**
 * Whether a relevant item is among the first k. Where a tie straddles the cut-off, the chance that
 * all its relevant rows fall below is hypergeometric.
 */
record HitRate(int depth) implements RankMeasure {
  @Override
  public double value(RelevantRows relevant, int ranked) {
    if (relevant.groups() == 0 || relevant.ahead(0) >= depth) {
      return 0;
    }
    int places = depth - relevant.ahead(0);
    int tied = relevant.tied(0);
    return tied <= places ? 1 : 1 - missAll(tied, relevant.relevant(0), places);
  }

  /** C(tied - relevant, places) / C(tied, places), which is symmetric in relevant and places. */
  private static double missAll(int tied, int relevant, int places) {
    int draws = Math.min(relevant, places);
    int avoided = Math.max(relevant, places);
    double miss = 1;
    for (int j = 0; j < draws && miss > 0; j++) {
      miss *= Math.max(0, tied - avoided - j) / (double) (tied - j);
    }
    return miss;
  }
}
