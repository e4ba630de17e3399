package io.rankproof.evaluate;

import io.rankproof.kernel.point.CalibrationError;
import io.rankproof.kernel.point.ReliabilityBin;
import java.util.ArrayList;
import java.util.List;

/**
 * A metric as a function of sums over rows or requests, with its gradient for the delta method.
 * Each is homogeneous of degree 0, or linear in sums that add up to 0: so the gradient times the
 * sums is 0 and no centring is needed.
 */
sealed interface Formula {
  /** The metric; NaN when undefined. */
  double value(double[] sums);

  /**
   * Writes the derivative in each sum.
   *
   * @return false where there is none
   */
  boolean gradient(double[] sums, double[] out);

  /** The largest error of the value; NaN where it is exact. */
  default double errorBound() {
    return Double.NaN;
  }

  /** Whether replicates of the sums tell its uncertainty. */
  default boolean hasInterval() {
    return true;
  }

  /** How many sums it takes; the products of all pairs of them are needed for the gradient. */
  int arity();

  /** sums[0] / sums[1]. */
  record Ratio() implements Formula {
    @Override
    public double value(double[] sums) {
      return sums[1] == 0 ? Double.NaN : sums[0] / sums[1];
    }

    @Override
    public boolean gradient(double[] sums, double[] out) {
      out[0] = 1 / sums[1];
      out[1] = -sums[0] / (sums[1] * sums[1]);
      return sums[1] != 0;
    }

    @Override
    public int arity() {
      return 2;
    }
  }

  /** The root of sums[0] / sums[1]: RMSE. */
  record RootRatio() implements Formula {
    @Override
    public double value(double[] sums) {
      return sums[1] == 0 ? Double.NaN : Math.sqrt(sums[0] / sums[1]);
    }

    @Override
    public boolean gradient(double[] sums, double[] out) {
      double root = value(sums);
      out[0] = 1 / (2 * root * sums[1]);
      out[1] = -root / (2 * sums[1]);
      return root > 0;
    }

    @Override
    public int arity() {
      return 2;
    }
  }

  /**
   * Normalised entropy (He et al. 2014): log loss sums[0] / sums[1] over the entropy of the base
   * rate sums[2] / sums[1].
   */
  record NormalisedEntropy() implements Formula {
    @Override
    public double value(double[] sums) {
      double rate = sums[2] / sums[1];
      return rate > 0 && rate < 1 ? sums[0] / sums[1] / entropy(rate) : Double.NaN;
    }

    private static double entropy(double rate) {
      return -(rate * Math.log(rate) + (1 - rate) * Math.log1p(-rate));
    }

    @Override
    public boolean gradient(double[] sums, double[] out) {
      double weight = sums[1];
      double rate = sums[2] / weight;
      double entropy = entropy(rate);
      double slope = (Math.log1p(-rate) - Math.log(rate)) / weight;
      double value = sums[0] / weight / entropy;
      out[0] = 1 / (weight * entropy);
      out[2] = -value / entropy * slope;
      out[1] = -value / weight - out[2] * rate;
      return rate > 0 && rate < 1;
    }

    @Override
    public int arity() {
      return 3;
    }
  }

  /**
   * Expected calibration error, from the sums of the bins: weight, prediction, label and squared
   * weight of each. It is biased upward by the noise of the bins; replicates have noise once more,
   * of which no correction knows: there is no interval.
   *
   * @param bins number of bins
   * @param isCorrected whether the bias is taken off
   */
  record CalibrationGap(int bins, boolean isCorrected) implements Formula {
    static final int SUMS = 4;

    @Override
    public double value(double[] sums) {
      List<ReliabilityBin> table = new ArrayList<>();
      for (int bin = 0; bin < bins; bin++) {
        int base = SUMS * bin;
        table.add(
            new ReliabilityBin(
                Double.NaN,
                Double.NaN,
                sums[base],
                sums[base + 2],
                sums[base + 1],
                sums[base + 3]));
      }
      return isCorrected ? CalibrationError.debiasedEce(table) : CalibrationError.ece(table);
    }

    @Override
    public boolean gradient(double[] sums, double[] out) {
      return false;
    }

    @Override
    public boolean hasInterval() {
      return false;
    }

    @Override
    public int arity() {
      return SUMS * bins;
    }
  }

  /**
   * A metric known from elsewhere, and the sum of the influences of its rows.
   *
   * @param known the metric on all rows, where the influences add up to 0
   * @param errorBound its largest error
   * @param hasInterval whether the influences tell its uncertainty
   */
  record Influenced(double known, double errorBound, boolean hasInterval) implements Formula {
    @Override
    public double value(double[] sums) {
      return known + sums[0];
    }

    @Override
    public boolean gradient(double[] sums, double[] out) {
      out[0] = 1;
      return true;
    }

    @Override
    public int arity() {
      return 1;
    }
  }
}
