package io.rankproof.kernel.rank;

/**
 * 1 / the rank of the first relevant item.
 *
 * <p>Of m tied rows, r of them relevant, the first relevant one is at place j with probability C(m
 * - j, r - 1) / C(m, r), here by its ratio from place to place.
 */
record ReciprocalRank(int depth) implements RankMeasure {
  @Override
  public double value(RelevantRows relevant, int ranked) {
    if (relevant.groups() == 0 || relevant.ahead(0) >= depth) {
      return 0;
    }
    double ahead = relevant.ahead(0);
    int tied = relevant.tied(0);
    int inside = relevant.relevant(0);
    int places = Math.min(tied - inside + 1, depth - relevant.ahead(0));
    double probability = (double) inside / tied;
    double sum = 0;
    for (int j = 1; j <= places; j++) {
      sum += probability / (ahead + j);
      probability *= (tied - j - inside + 1.0) / (tied - j);
    }
    return sum;
  }
}
