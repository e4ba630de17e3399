package io.rankproof.simulate;

/** A choice among a few values with given shares. */
final class Shares {
  private final double[] cumulative;

  Shares(double... shares) {
    cumulative = new double[shares.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += shares[i];
      cumulative[i] = sum;
    }
  }

  double total() {
    return cumulative[cumulative.length - 1];
  }

  /**
   * @param uniform in [0, 1)
   * @return index of a value whose share is above 0
   */
  int pick(double uniform) {
    return indexAt(uniform * total());
  }

  /** The value that holds the point {@code at} of [0, total). */
  int indexAt(double at) {
    int index = 0;
    while (at >= cumulative[index] && cumulative[index] < total()) {
      index++;
    }
    return index;
  }

  double start(int index) {
    return index == 0 ? 0 : cumulative[index - 1];
  }

  double share(int index) {
    return cumulative[index] - start(index);
  }
}
