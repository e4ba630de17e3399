package io.rankproof.kernel.rank;

import java.util.Arrays;

/**
 * The expectation of 1 / the rank at which a user who scans down stops, satisfied by each item with
 * a probability given by its grade (Chapelle et al., CIKM 2009).
 *
 * <p>Among m tied rows, the chance to go on past j of them is the mean, over all choices of j rows,
 * of the product of their chances not to satisfy: the j-th elementary symmetric polynomial over
 * C(m, j). It is built up row by row as that mean, which keeps it in [0, 1] at any size; rows that
 * cannot satisfy leave it at 1, so the cost is relevant rows x places.
 */
final class ExpectedReciprocalRank implements RankMeasure {
  private final int depth;
  private double[] going = {};

  ExpectedReciprocalRank(int depth) {
    this.depth = depth;
  }

  @Override
  public void reach(int ranks) {
    int places = Math.min(ranks, depth);
    if (going.length <= places) {
      going = new double[Math.max(places + 1, Math.min(depth + 1, 2 * going.length))];
    }
  }

  @Override
  public double value(RelevantRows relevant, int ranked) {
    double arriving = 1;
    double sum = 0;
    for (int group = 0; group < relevant.groups() && relevant.ahead(group) < depth; group++) {
      sum += arriving * stopInside(relevant, group);
      arriving *= passing(relevant, group);
    }
    return sum;
  }

  private static double passing(RelevantRows relevant, int group) {
    double chance = 1;
    int start = relevant.relevantAhead(group);
    for (int i = start; i < start + relevant.relevant(group); i++) {
      chance *= 1 - relevant.gainAt(i);
    }
    return chance;
  }

  private double stopInside(RelevantRows relevant, int group) {
    double ahead = relevant.ahead(group);
    if (relevant.tied(group) == 1) {
      return relevant.gain(group) / (ahead + 1);
    }
    int places = Math.min(relevant.tied(group), depth - relevant.ahead(group));
    meansOfProducts(relevant, group, places);
    double sum = 0;
    for (int j = 1; j <= places; j++) {
      sum += (going[j - 1] - going[j]) / (ahead + j);
    }
    return sum;
  }

  private void meansOfProducts(RelevantRows relevant, int group, int places) {
    Arrays.fill(going, 0, places + 1, 1);
    int start = relevant.relevantAhead(group);
    int relevantRows = relevant.relevant(group);
    int size = relevant.tied(group) - relevantRows;
    for (int i = start; i < start + relevantRows; i++) {
      size++;
      double pass = 1 - relevant.gainAt(i);
      for (int j = Math.min(size, places); j > 0; j--) {
        // Of the choices of j rows out of `size`, j in `size` have the new row.
        going[j] = ((size - j) * going[j] + j * pass * going[j - 1]) / size;
      }
    }
  }
}
