package io.rankproof.kernel.propensity;

import java.util.function.IntUnaryOperator;

/**
 * Intervention harvesting: propensities from context keys that the log shows at several positions
 * (Agarwal, Zaitsev, Wang, Li, Najork, Joachims, "Estimating Position Bias without Intrusive
 * Interventions", WSDM 2019).
 *
 * <p>Every comparison rests on the weighted clicks U, L of {@link PairSums}. With harmonic weights
 * U / L is the Mantel-Haenszel ratio, and the errors are Greenland and Robins's linearisation
 * (1985) with groups of clusters, not impressions, as units: a modification of the published
 * estimators, whose weights are uniform and which give no errors.
 */
public enum Harvest {
  /**
   * All pairs of positions at once. The clicks of a pair are won by the higher position with
   * probability p_h / (p_h + p_l), so the curve solves the score equations of Bradley and Terry
   * (1952), for all k: sum over k' of (U_kk' p_k' - U_k'k p_k) / (p_k + p_k') = 0.
   */
  ALL_PAIRS {
    @Override
    public LogCurve solve(PairSums sums) {
      return new PairScores(sums).solve();
    }
  },

  /** Every position against the first: p_k = U_k1 / U_1k. */
  PIVOT {
    @Override
    public LogCurve solve(PairSums sums) {
      return Chain.solve(sums, position -> 1);
    }
  },

  /** Products of neighbours: p_k = product over m &lt; k of U_(m+1)m / U_m(m+1). */
  ADJACENT {
    @Override
    public LogCurve solve(PairSums sums) {
      return Chain.solve(sums, position -> position - 1);
    }
  };

  /** The curve; positions that nothing connects with position 1 are NaN. */
  public abstract LogCurve solve(PairSums sums);

  /** Each position's ratio to one reference above it. */
  private static final class Chain {
    private Chain() {}

    static LogCurve solve(PairSums sums, IntUnaryOperator reference) {
      int[] groups = sums.groups();
      double[] logValue = new double[sums.deepest()];
      double[][] influence = new double[groups.length][sums.deepest()];
      for (int position = 2; position <= sums.deepest(); position++) {
        int to = reference.applyAsInt(position);
        double own = sums.clicks(position, to);
        double other = sums.clicks(to, position);
        boolean known = own > 0 && other > 0;
        logValue[position - 1] = known ? logValue[to - 1] + Math.log(own / other) : Double.NaN;
        for (int i = 0; i < groups.length && known; i++) {
          influence[i][position - 1] =
              influence[i][to - 1]
                  + sums.slope(groups[i], position, to) / own
                  - sums.slope(groups[i], to, position) / other;
        }
      }
      return LogCurve.of(logValue, influence);
    }
  }
}
