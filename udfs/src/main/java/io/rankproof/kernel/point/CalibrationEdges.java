package io.rankproof.kernel.point;

import java.util.Arrays;

/**
 * The cut points of calibration bins over [0, 1]. Bin i holds the probabilities from edge i - 1,
 * included, to below edge i; the last bin includes 1.
 */
public final class CalibrationEdges {
  private final double[] inner;

  private CalibrationEdges(double[] inner) {
    this.inner = inner;
  }

  /** Bins of width 1 / bins. */
  public static CalibrationEdges equalWidth(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("calibration bins are " + bins + ": at least 1 is needed");
    }
    double[] inner = new double[bins - 1];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = (i + 1.0) / bins;
    }
    return new CalibrationEdges(inner);
  }

  /** Bins of about equal weight on the rows of this curve; fewer where scores are tied. */
  public static CalibrationEdges equalMass(ScoreCurve curve, int bins) {
    return at(curve.equalMassEdges(bins));
  }

  /** Bins between given inner edges, strictly ascending. */
  public static CalibrationEdges at(double... innerEdges) {
    for (int i = 0; i < innerEdges.length; i++) {
      if (!Double.isFinite(innerEdges[i]) || i > 0 && !(innerEdges[i - 1] < innerEdges[i])) {
        throw new IllegalArgumentException(
            "calibration edges " + Arrays.toString(innerEdges) + " must be strictly ascending");
      }
    }
    return new CalibrationEdges(innerEdges.clone());
  }

  /** The number of bins. */
  public int bins() {
    return inner.length + 1;
  }

  /** The bin of a probability. */
  public int binOf(double probability) {
    int found = Arrays.binarySearch(inner, probability + 0.0);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Lower edge of a bin: 0 for the first. */
  public double low(int bin) {
    return bin == 0 ? 0 : inner[bin - 1];
  }

  /** Upper edge of a bin: 1 for the last. */
  public double high(int bin) {
    return bin == inner.length ? 1 : inner[bin];
  }

  /** The inner edges, a copy. */
  public double[] inner() {
    return inner.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CalibrationEdges edges && Arrays.equals(inner, edges.inner);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(inner);
  }

  @Override
  public String toString() {
    return "CalibrationEdges" + Arrays.toString(inner);
  }
}
