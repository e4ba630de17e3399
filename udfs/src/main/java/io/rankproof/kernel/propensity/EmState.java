package io.rankproof.kernel.propensity;

import java.util.Arrays;

/** A value of every parameter of the position-based model; NaN for a position never shown. */
final class EmState {
  private static final double LEAST = 1e-9;
  private static final double FIRST = 0.9;

  final double[] examination;
  final double[] relevance;

  EmState(int positions, int keys) {
    examination = new double[positions];
    relevance = new double[keys];
  }

  /** Examination in proportion to click rates, and one relevance for all. */
  static EmState start(ClickTable table) {
    EmState state = new EmState(table.deepest(), table.keys());
    double[] shown = new double[table.deepest()];
    double[] clicks = new double[table.deepest()];
    for (int cell = 0; cell < table.cells(); cell++) {
      shown[table.position(cell) - 1] += table.shown(cell);
      clicks[table.position(cell) - 1] += table.clicks(cell);
    }
    double most = 0;
    for (int k = 0; k < shown.length; k++) {
      state.examination[k] = clicks[k] / shown[k];
      most = shown[k] > 0 ? Math.max(most, state.examination[k]) : most;
    }
    for (int k = 0; k < shown.length; k++) {
      state.examination[k] = bounded(FIRST * state.examination[k] / most);
    }
    Arrays.fill(state.relevance, bounded(most));
    return state;
  }

  private static double bounded(double probability) {
    return Math.min(Math.max(probability, LEAST), 1 - LEAST);
  }

  EmState copy() {
    EmState copy = new EmState(examination.length, relevance.length);
    System.arraycopy(examination, 0, copy.examination, 0, examination.length);
    System.arraycopy(relevance, 0, copy.relevance, 0, relevance.length);
    return copy;
  }

  double[] relativeLogs() {
    return Arrays.stream(examination).map(p -> Math.log(p / examination[0])).toArray();
  }

  /** Largest difference of a log(p_k / p_1). */
  double distance(EmState other) {
    double[] own = relativeLogs();
    double[] others = other.relativeLogs();
    double most = 0;
    for (int k = 0; k < own.length; k++) {
      double difference = Math.abs(own[k] - others[k]);
      most = difference > most ? difference : most;
    }
    return most;
  }

  /** SQUAREM's longer step from zero over one and two = EM(one), one = EM(zero). */
  void extrapolate(EmState zero, EmState one, EmState two) {
    double first =
        squares(zero.examination, one.examination) + squares(zero.relevance, one.relevance);
    double second =
        curvature(zero.examination, one.examination, two.examination)
            + curvature(zero.relevance, one.relevance, two.relevance);
    double length = second > 0 ? Math.max(1, Math.sqrt(first / second)) : 1;
    extrapolate(examination, zero.examination, one.examination, two.examination, length);
    extrapolate(relevance, zero.relevance, one.relevance, two.relevance, length);
  }

  private static double squares(double[] zero, double[] one) {
    double sum = 0;
    for (int i = 0; i < zero.length; i++) {
      double difference = one[i] - zero[i];
      sum += Double.isNaN(difference) ? 0 : difference * difference;
    }
    return sum;
  }

  private static double curvature(double[] zero, double[] one, double[] two) {
    double sum = 0;
    for (int i = 0; i < zero.length; i++) {
      double change = two[i] - 2 * one[i] + zero[i];
      sum += Double.isNaN(change) ? 0 : change * change;
    }
    return sum;
  }

  private static void extrapolate(
      double[] to, double[] zero, double[] one, double[] two, double length) {
    for (int i = 0; i < to.length; i++) {
      double difference = one[i] - zero[i];
      double change = two[i] - 2 * one[i] + zero[i];
      to[i] = bounded(zero[i] + 2 * length * difference + length * length * change);
    }
  }
}
