package io.rankproof.ope;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Values of a softmax target with a reward model, written down as their formulas: sums over all
 * lists that the target may show.
 *
 * @param requests each from the top of its list
 */
record PlainSoftmax(List<List<Shown>> requests, boolean cascade, int depth) {

  /** A row, with its item's predictions by place. */
  record Shown(
      double logOdds, double propensity, double weight, double reward, double[] predictions) {}

  /** The target's probability of an item once those of {@code above} are placed. */
  private double chance(List<Shown> list, int above, int item) {
    double most = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < list.size(); other++) {
      most = isLeft(above, other) ? Math.max(most, list.get(other).logOdds()) : most;
    }
    double sum = 0;
    for (int other = 0; other < list.size(); other++) {
      sum += isLeft(above, other) ? Math.exp(list.get(other).logOdds() - most) : 0;
    }
    return isLeft(above, item) ? Math.exp(list.get(item).logOdds() - most) / sum : 0;
  }

  private boolean isLeft(int above, int item) {
    return !cascade || (above & 1 << item) == 0;
  }

  /**
   * Mean prediction from place {@code k} on under the target, over all lists: of the places from
   * {@code first} to before {@code end}.
   */
  private double mean(List<Shown> list, int above, int k, int first, int end) {
    if (k >= Math.min(end, list.size())) {
      return 0;
    }
    double mean = 0;
    for (int item = 0; item < list.size(); item++) {
      double chance = chance(list, above, item);
      if (chance > 0) {
        double here = k >= first ? list.get(item).predictions()[k] : 0;
        mean += chance * (here + mean(list, above | 1 << item, k + 1, first, end));
      }
    }
    return mean;
  }

  double value(String estimator) {
    return switch (estimator) {
      case "dm" -> expected() / rows();
      case "dr" -> corrected(w -> w);
      case "sndr" -> expected() / rows() + residuals(w -> w) / weights();
      case "cascade_dr" -> ofLists(false);
      case "sn_cascade_dr" -> ofLists(true);
      default -> throw new IllegalArgumentException(estimator);
    };
  }

  double bounded(String estimator, double bound) {
    return corrected(
        estimator.equals("switch_dr")
            ? w -> w > bound ? 0 : w
            : w -> w * bound * bound / (w * w + bound * bound));
  }

  private double corrected(DoubleUnaryOperator weight) {
    return (expected() + residuals(weight)) / rows();
  }

  private double rows() {
    return requests.stream().flatMap(List::stream).mapToDouble(Shown::weight).sum();
  }

  private double expected() {
    double sum = 0;
    for (List<Shown> list : requests) {
      for (int k = 0; k < list.size(); k++) {
        sum += list.get(k).weight() * mean(list, 0, 0, k, k + 1);
      }
    }
    return sum;
  }

  /** Sum of i w (r - q), with a cascade's w the product down to the row. */
  private double residuals(DoubleUnaryOperator weight) {
    double sum = 0;
    for (List<Shown> list : requests) {
      for (int k = 0; k < list.size(); k++) {
        Shown row = list.get(k);
        double w = cascade ? product(list, k + 1) : ratio(list, k);
        sum += row.weight() * weight.applyAsDouble(w) * (row.reward() - row.predictions()[k]);
      }
    }
    return sum;
  }

  private double weights() {
    double sum = 0;
    for (List<Shown> list : requests) {
      for (int k = 0; k < list.size(); k++) {
        sum += list.get(k).weight() * (cascade ? product(list, k + 1) : ratio(list, k));
      }
    }
    return sum;
  }

  private double ratio(List<Shown> list, int k) {
    return chance(list, shownAbove(k), k) / list.get(k).propensity();
  }

  private double product(List<Shown> list, int places) {
    double product = 1;
    for (int k = 0; k < places; k++) {
      product *= ratio(list, k);
    }
    return product;
  }

  private static int shownAbove(int k) {
    return (1 << k) - 1;
  }

  /** Kiyohara et al. 2022, with every mean over all continuations of what was shown. */
  private double ofLists(boolean normalised) {
    double n = requests.stream().mapToDouble(list -> list.get(0).weight()).sum();
    double value = 0;
    for (int k = 0; k < depth; k++) {
      value += term(k, k + 1, normalised, false) / n + term(k, k, normalised, true) / n;
    }
    return value;
  }

  /** Sum of w (r - Q_k), or of w V_k, with w the product of the first places. */
  private double term(int k, int places, boolean normalised, boolean ahead) {
    double sum = 0;
    double having = 0;
    double weights = 0;
    for (List<Shown> list : requests) {
      if (list.size() >= places) {
        having += list.get(0).weight();
        weights += list.get(0).weight() * product(list, places);
      }
      if (list.size() > k) {
        Shown row = list.get(k);
        double below = mean(list, shownAbove(k + 1), k + 1, k + 1, depth);
        double part =
            ahead
                ? mean(list, shownAbove(k), k, k, depth)
                : row.reward() - row.predictions()[k] - below;
        sum += row.weight() * product(list, places) * part;
      }
    }
    return normalised ? sum * having / weights : sum;
  }
}
