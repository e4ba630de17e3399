package io.rankproof.kernel.rank;

/**
 * The share of (relevant, irrelevant) pairs of ranked rows that are in the right order, a tied pair
 * counting half (Mann and Whitney 1947). Without an irrelevant or a relevant ranked row: no value.
 */
record AreaUnderCurve() implements RankMeasure {
  @Override
  public double value(RelevantRows relevant, int ranked) {
    long positives = relevant.count();
    long negatives = ranked - positives;
    if (positives == 0 || negatives == 0) {
      return Double.NaN;
    }
    double right = 0;
    for (int group = 0; group < relevant.groups(); group++) {
      long inside = relevant.relevant(group);
      long negativesAhead = relevant.ahead(group) - (long) relevant.relevantAhead(group);
      long negativesTied = relevant.tied(group) - inside;
      right += inside * (negatives - negativesAhead - 0.5 * negativesTied);
    }
    return right / ((double) positives * negatives);
  }
}
