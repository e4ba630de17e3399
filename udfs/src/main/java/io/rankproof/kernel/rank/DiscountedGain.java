package io.rankproof.kernel.rank;

/** Sums over items of gain x discount(rank) / divisor: DCG, nDCG, P, R, RBP, wRR, MU. */
record DiscountedGain(Discount discount, int depth, double divisor, Norm norm)
    implements RankMeasure {
  /** What the sum is divided by. */
  enum Norm {
    NOTHING,
    /** The sum of the best possible ranking. */
    IDEAL,
    /** The sum of all gains. */
    TOTAL
  }

  @Override
  public void reach(int ranks) {
    discount.reach(Math.min(ranks, depth));
  }

  @Override
  public double value(RelevantRows relevant, int ranked) {
    return switch (norm) {
      case NOTHING -> sum(relevant);
      // A tie's mean discount is rounded, so a perfect ranking could pass 1 by a bit.
      case IDEAL -> Math.min(1, sum(relevant) / ideal(relevant));
      case TOTAL -> Math.min(1, sum(relevant) / relevant.totalGain());
    };
  }

  /** The sum itself, 0 without a relevant row. */
  double sum(RelevantRows relevant) {
    double sum = 0;
    for (int group = 0; group < relevant.groups(); group++) {
      sum +=
          relevant.gain(group) * discount.mean(relevant.ahead(group), relevant.tied(group), depth);
    }
    return sum / divisor;
  }

  /** Adds each row's term of the sum to the number of the row's part. */
  void addTerms(RelevantRows relevant, int[] part, double[] out, int stride, int offset) {
    for (int group = 0; group < relevant.groups(); group++) {
      double factor = discount.mean(relevant.ahead(group), relevant.tied(group), depth) / divisor;
      int first = relevant.relevantAhead(group);
      for (int i = first; i < first + relevant.relevant(group); i++) {
        out[part[relevant.rowAt(i)] * stride + offset] += relevant.gainAt(i) * factor;
      }
    }
  }

  private double ideal(RelevantRows relevant) {
    double sum = 0;
    int last = Math.min(relevant.judged(), depth);
    for (int i = 0; i < last; i++) {
      sum += relevant.ideal(i) * discount.at(i + 1);
    }
    return sum;
  }
}
