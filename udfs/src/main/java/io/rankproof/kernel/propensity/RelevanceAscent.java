package io.rankproof.kernel.propensity;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The position-based model, P(click) = p_k r(x) with p_1 = 1, where relevance r comes from any
 * regression that takes weights. Regression-EM (Wang, Golbandi, Bendersky, Metzler and Najork, WSDM
 * 2018) climbs the same likelihood by soft labels, slowly; here the two halves are maximised in
 * turn:
 *
 * <pre>
 *   r   = mean of click / p_k given x, with weights p_k / (1 - p_k r(x)) of the round before
 *   p_k = what maximises the likelihood of the clicks at k given r
 * </pre>
 *
 * <p>The first is the score equation of r where the regression is free, the second that of p_k. A
 * regression that chooses (the splits of trees) may choose otherwise in every round, on and on: the
 * curve is then the mean of log p over rounds.
 *
 * <p>Errors are the jackknife's over blocks of groups of clusters: all is learned anew without each
 * of them, so what the regression chooses is in the error.
 */
public final class RelevanceAscent {
  private static final double SETTLED = 0.02;

  private RelevanceAscent() {}

  /** Learns what a label depends on. */
  public interface Regression {
    /**
     * @param labels of all rows
     * @param weights of all rows; 0: the row is left out
     * @return the weighted means of labels, as learned, row by row; anything where it is left out
     */
    double[] means(double[] labels, double[] weights);
  }

  /**
   * What came of it.
   *
   * @param lastChange what a log p_k still moved by at the end, at most
   * @param converged whether each of them moved by no more than 0.02 or half of its error; without
   *     a jackknife, the error of what it started from
   * @param blocks left out in turn for the errors; 0: the curve has none
   * @param unsettled of these, those without which it was still moving at the end
   */
  public record Fit(
      LogCurve curve, double lastChange, boolean converged, int blocks, int unsettled) {}

  /**
   * @param start the curve to start from; where it knows nothing, nothing is learned
   * @param regression gives regressions on the rows, each to be used by one thread
   * @param blocks into which the groups of clusters are put, by remainder, for the jackknife; below
   *     2: no errors
   */
  public static Fit fit(
      FeatureRows rows, LogCurve start, Supplier<Regression> regression, int blocks) {
    double[] p = Arrays.stream(start.value()).map(v -> Double.isNaN(v) ? 0 : v).toArray();
    AscentRun.Rested whole = new AscentRun(rows, regression.get(), -1, 1).from(p);
    double[] found =
        Arrays.stream(whole.logs()).map(v -> Double.isNaN(v) ? 0 : Math.exp(v)).toArray();
    List<AscentRun.Rested> left =
        IntStream.range(0, blocks > 1 ? blocks : 0)
            .parallel()
            .filter(block -> isIn(rows, block, blocks))
            .mapToObj(block -> new AscentRun(rows, regression.get(), block, blocks).from(found))
            .toList();
    double[][] logs = left.stream().map(AscentRun.Rested::logs).toArray(double[][]::new);
    LogCurve curve = LogCurve.jackknife(whole.logs(), logs);
    return new Fit(
        curve,
        Arrays.stream(whole.changes())
            .filter(change -> !Double.isNaN(change))
            .max()
            .orElse(Double.NaN),
        isSettled(whole, left.size() > 1 ? curve : start),
        left.size(),
        (int) left.stream().filter(run -> !isSettled(run, curve)).count());
  }

  private static boolean isSettled(AscentRun.Rested run, LogCurve curve) {
    return IntStream.range(0, run.changes().length)
        .noneMatch(k -> run.changes()[k] > Math.max(SETTLED, halfError(curve.logError()[k])));
  }

  private static double halfError(double error) {
    return Double.isNaN(error) ? 0 : error / 2;
  }

  private static boolean isIn(FeatureRows rows, int block, int blocks) {
    return IntStream.range(0, rows.size()).anyMatch(row -> rows.group(row) % blocks == block);
  }
}
