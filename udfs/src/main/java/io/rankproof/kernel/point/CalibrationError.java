package io.rankproof.kernel.point;

import io.rankproof.kernel.stats.FoldedNormal;
import java.util.List;

/**
 * Calibration error over a reliability table.
 *
 * <p>ECE = sum over bins of (w_b / W) |mean prediction - mean label| (Naeini et al. 2015). It is
 * biased upward: noise in a bin's mean label cannot cancel, so even a calibrated model has a
 * positive value. Two corrections are given.
 *
 * <p>{@link #debiasedEce}: the estimator of Kumar, Liang and Ma (2019), "Verified uncertainty
 * calibration", for the absolute error: subtract the bias that normal noise of the bins' standard
 * errors would cause, E|d + noise| - |d| in each bin, here in closed form (the mean of a folded
 * normal) instead of by simulation; not below 0. Of a perfectly calibrated model's bias it removes
 * the share sqrt(2) - 1, 41%, of a clearly miscalibrated one's nearly all.
 *
 * <p>{@link #debiasedSquaredError}: their unbiased form for the squared error, sum of (w_b / W)
 * ((mean prediction - mean label)^2 - y (1 - y) / (n_b - 1)); may be slightly negative. Bins of
 * fewer than two effective rows cannot be corrected and are left out of it, with their weight.
 *
 * <p>For labels that are not 0 or 1 (click / propensity) neither correction holds. Weighted rows
 * enter through the effective number of rows of a bin.
 */
public final class CalibrationError {
  private CalibrationError() {}

  /** Expected calibration error, in [0, 1]; NaN without weight. */
  public static double ece(List<ReliabilityBin> table) {
    return table.stream().mapToDouble(bin -> Math.abs(bin.gapSum())).sum() / weight(table);
  }

  /** ECE less its bias from sampling noise, at least 0; NaN without weight. */
  public static double debiasedEce(List<ReliabilityBin> table) {
    double weight = weight(table);
    double bias = 0;
    for (ReliabilityBin bin : table) {
      bias += bin.weight() > 0 ? bin.weight() / weight * bias(bin) : 0;
    }
    double debiased = ece(table) - bias;
    return Double.isNaN(debiased) ? Double.NaN : Math.max(0, debiased);
  }

  private static double bias(ReliabilityBin bin) {
    double gap = bin.predicted() - bin.observed();
    double deviation = Math.sqrt(variance(bin) / bin.effectiveRows());
    return FoldedNormal.mean(gap, deviation) - Math.abs(gap);
  }

  private static double variance(ReliabilityBin bin) {
    return Math.max(0, bin.observed() * (1 - bin.observed()));
  }

  /** The squared calibration error without bias; NaN when no bin has two effective rows. */
  public static double debiasedSquaredError(List<ReliabilityBin> table) {
    double sum = 0;
    double weight = 0;
    for (ReliabilityBin bin : table) {
      if (bin.effectiveRows() >= 2) {
        double gap = bin.predicted() - bin.observed();
        sum += bin.weight() * (gap * gap - variance(bin) / (bin.effectiveRows() - 1));
        weight += bin.weight();
      }
    }
    return sum / weight;
  }

  /** Largest gap of a bin with weight (maximum calibration error); NaN without weight. */
  public static double largest(List<ReliabilityBin> table) {
    return table.stream()
        .filter(bin -> bin.weight() > 0)
        .mapToDouble(bin -> Math.abs(bin.predicted() - bin.observed()))
        .max()
        .orElse(Double.NaN);
  }

  /**
   * Sum of predictions over sum of labels: 1 is right on average; NaN or infinite without labels.
   */
  public static double ratio(List<ReliabilityBin> table) {
    double predicted = table.stream().mapToDouble(ReliabilityBin::predictionSum).sum();
    return predicted / table.stream().mapToDouble(ReliabilityBin::labelSum).sum();
  }

  private static double weight(List<ReliabilityBin> table) {
    return table.stream().mapToDouble(ReliabilityBin::weight).sum();
  }
}
