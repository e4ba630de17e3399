package io.rankproof.kernel.rank;

/**
 * The mean of the precisions at the ranks of the relevant items.
 *
 * <p>A relevant item tied with others is at the j-th of their m places with probability 1/m, and
 * then expects (j - 1)(r - 1)/(m - 1) of the other r - 1 relevant ones before it (McSherry and
 * Najork 2008).
 */
record AveragePrecision(int depth, boolean cutDenominator) implements RankMeasure {
  @Override
  public double value(RelevantRows relevant, int ranked) {
    double sum = 0;
    for (int group = 0; group < relevant.groups() && relevant.ahead(group) < depth; group++) {
      sum += precisions(relevant, group);
    }
    int best = relevant.judged();
    return Math.min(1, sum / (cutDenominator ? Math.min(best, depth) : best));
  }

  private double precisions(RelevantRows relevant, int group) {
    int ahead = relevant.ahead(group);
    int tied = relevant.tied(group);
    double found = relevant.relevantAhead(group) + 1.0;
    if (tied == 1) {
      return found / (ahead + 1.0);
    }
    int inside = relevant.relevant(group);
    double perPlace = (inside - 1.0) / (tied - 1.0);
    double sum = 0;
    int places = Math.min(tied, depth - ahead);
    for (int j = 1; j <= places; j++) {
      sum += (found + (j - 1) * perPlace) / (ahead + (double) j);
    }
    return sum * inside / tied;
  }
}
