package io.rankproof.kernel.point;

/**
 * A metric's value with the largest error that binning and rounding of weights can have caused.
 *
 * @param value NaN when undefined
 * @param errorBound 0 when exact; the true value of these rows lies within value ± errorBound
 */
public record BoundedValue(double value, double errorBound) {
  /** The largest error bound that a report shows without refining. */
  public static final double LARGEST_BOUND = 1e-4;

  /** The value that could not be computed. */
  public static final BoundedValue UNDEFINED = new BoundedValue(Double.NaN, Double.NaN);

  /** Whether the bound is at most {@link #LARGEST_BOUND}. */
  public boolean isSharp() {
    return errorBound <= LARGEST_BOUND;
  }
}
