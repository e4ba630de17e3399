package io.rankproof.kernel.propensity;

import java.util.ArrayList;
import java.util.List;

/**
 * Regression-EM with a free relevance per context key (Wang, Golbandi, Bendersky, Metzler, Najork,
 * "Position Bias Estimation for Unbiased Learning to Rank in Personal Search", WSDM 2018), in batch
 * and with soft weights: maximum likelihood of the position-based model.
 *
 * <p>E step, for an impression without a click: P(relevant) = r (1 - p) / (1 - p r), P(examined) =
 * p (1 - r) / (1 - p r). M step: r_j and p_k are the means of those over the impressions of the key
 * and of the position, clicks counting 1. Steps are lengthened by SQUAREM (Varadhan and Roland,
 * "Simple and Globally Convergent Methods for Accelerating the Convergence of Any EM Algorithm",
 * 2008), and taken back where the likelihood would fall.
 *
 * <p>Only the products p_k r_j are identified, so p is read relative to position 1. Errors are the
 * jackknife's over blocks of groups of clusters, each left out in turn.
 */
public final class PositionEm {
  private final ClickTable table;
  private final int iterations;
  private final double tolerance;

  /**
   * @param iterations EM steps at most
   * @param tolerance change of every log(p_k / p_1) over two steps below which it has converged
   */
  public PositionEm(ClickTable table, int iterations, double tolerance) {
    this.table = table;
    this.iterations = iterations;
    this.tolerance = tolerance;
  }

  /**
   * What EM ended with.
   *
   * @param curve relative to position 1; NaN at positions that no key connects with it
   * @param examination p_k on the scale of {@code relevance}: their products are click rates
   * @param relevance r_j by key
   * @param steps taken
   * @param converged whether the tolerance was met
   */
  public record Fit(
      LogCurve curve, double[] examination, double[] relevance, int steps, boolean converged) {}

  /**
   * @param blocks into which the groups are put, by remainder, for the jackknife; below 2: no
   *     errors
   */
  public Fit fit(int blocks) {
    EmRun whole = new EmRun(table, -1, 1);
    whole.go(EmState.start(table), iterations, tolerance);
    List<double[]> left = new ArrayList<>();
    for (int block = 0; block < blocks && blocks > 1; block++) {
      if (table.hasGroup(block, blocks)) {
        EmRun run = new EmRun(table, block, blocks);
        run.go(whole.state().copy(), iterations, tolerance);
        left.add(run.state().relativeLogs());
      }
    }
    boolean[] connected = table.connected();
    double[] logs = whole.state().relativeLogs();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = connected[i] ? logs[i] : Double.NaN;
    }
    return new Fit(
        LogCurve.jackknife(logs, left.toArray(double[][]::new)),
        whole.state().examination,
        whole.state().relevance,
        whole.steps(),
        whole.converged());
  }
}
