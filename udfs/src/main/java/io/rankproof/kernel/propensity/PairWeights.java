package io.rankproof.kernel.propensity;

/** How much one context key counts in the comparison of two positions that both showed it. */
public enum PairWeights {
  /**
   * n n' / (n + n'): the weights of Mantel and Haenszel (1959), nearly those of least variance for
   * small click rates.
   */
  HARMONIC {
    @Override
    double of(double own, double other) {
      return own * other / (own + other);
    }

    @Override
    double slope(double own, double other) {
      double share = other / (own + other);
      return share * share;
    }
  },

  /** 1: every key counts the same, however often it was shown (AllPairs as published). */
  UNIFORM {
    @Override
    double of(double own, double other) {
      return 1;
    }

    @Override
    double slope(double own, double other) {
      return 0;
    }
  };

  /** The weight of a key with these numbers of impressions at the two positions. */
  abstract double of(double own, double other);

  /** Its derivative by the first one. */
  abstract double slope(double own, double other);
}
