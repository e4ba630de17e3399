package io.rankproof.kernel.propensity;

import java.util.Arrays;

/** EM from a start, with one block of the groups left out. */
final class EmRun {
  private final PositionCells cells;
  private final double[] shownAt;
  private EmState state;
  private int steps;
  private boolean converged;

  /**
   * @param without the block left out: groups whose remainder by {@code blocks} it is; -1: none
   */
  EmRun(ClickTable table, int without, int blocks) {
    cells = PositionCells.of(table, without, blocks);
    shownAt = new double[table.deepest()];
  }

  void go(EmState start, int iterations, double tolerance) {
    EmState zero = start;
    EmState one = start.copy();
    EmState two = start.copy();
    EmState far = start.copy();
    while (steps + 2 <= iterations && !converged) {
      step(zero, one);
      double likelihood = step(one, two);
      converged = two.distance(zero) < tolerance;
      far.extrapolate(zero, one, two);
      boolean leapt = !converged && steps < iterations && step(far, one) >= likelihood;
      EmState best = leapt ? one : two;
      one = leapt ? zero : one;
      two = leapt ? two : zero;
      zero = best;
    }
    state = zero;
  }

  EmState state() {
    return state;
  }

  int steps() {
    return steps;
  }

  boolean converged() {
    return converged;
  }

  /** One E and M step; the log-likelihood of where it started. */
  private double step(EmState from, EmState to) {
    steps++;
    Arrays.fill(shownAt, 0);
    Arrays.fill(to.examination, 0);
    double likelihood = 0;
    for (int key = 0; key < cells.keys(); key++) {
      likelihood += step(key, from, to);
    }
    for (int k = 0; k < shownAt.length; k++) {
      to.examination[k] = shownAt[k] > 0 ? to.examination[k] / shownAt[k] : from.examination[k];
    }
    return likelihood;
  }

  private double step(int key, EmState from, EmState to) {
    double relevance = from.relevance[key];
    double relevant = 0;
    double shown = 0;
    double likelihood = 0;
    for (int cell = cells.start(key); cell < cells.start(key + 1); cell++) {
      int k = cells.position(cell) - 1;
      double p = from.examination[k];
      double clicks = cells.clicks(cell);
      double unclicked = cells.shown(cell) - clicks;
      relevant += clicks;
      to.examination[k] += clicks;
      likelihood += clicks > 0 ? clicks * Math.log(p * relevance) : 0;
      if (unclicked > 0) {
        double miss = 1 - p * relevance;
        relevant += unclicked * relevance * (1 - p) / miss;
        to.examination[k] += unclicked * p * (1 - relevance) / miss;
        likelihood += unclicked * Math.log(miss);
      }
      shown += cells.shown(cell);
      shownAt[k] += cells.shown(cell);
    }
    to.relevance[key] = shown > 0 ? relevant / shown : relevance;
    return likelihood;
  }
}
