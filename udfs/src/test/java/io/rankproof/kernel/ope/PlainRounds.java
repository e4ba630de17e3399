package io.rankproof.kernel.ope;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Rounds with the estimators written down as their formulas, one pass for each number. */
final class PlainRounds {
  record Round(
      int cluster,
      double instance,
      double target,
      double propensity,
      double reward,
      double prediction,
      double expected) {
    double weight() {
      return target / propensity;
    }
  }

  record Other(int cluster, double instance, double reward) {}

  final List<Round> rounds = new ArrayList<>();
  final List<Other> others = new ArrayList<>();
  final int clusters;

  PlainRounds(int clusters) {
    this.clusters = clusters;
  }

  static PlainRounds random(long seed, int clusters) {
    Random random = new Random(seed);
    PlainRounds plain = new PlainRounds(clusters);
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int n = random.nextInt(6); n >= 0; n--) {
        double target = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        plain.rounds.add(
            new Round(
                cluster,
                1 + random.nextInt(3) / 2.0,
                target,
                Math.exp(-4 * random.nextDouble()),
                random.nextInt(3),
                random.nextDouble(),
                random.nextDouble()));
        if (random.nextInt(3) == 0) {
          plain.others.add(new Other(cluster, 1 + random.nextInt(2), random.nextInt(2)));
        }
      }
    }
    return plain;
  }

  /** An estimator when cluster g counts weights[g] times. */
  double value(Estimator estimator, double bound, double[] weights) {
    double n = sum(weights, r -> 1);
    double w = sum(weights, Round::weight);
    double dm = sum(weights, Round::expected) / n;
    return switch (estimator) {
      case REPLAY ->
          sum(weights, r -> r.target() > 0 ? r.reward() : 0)
              / sum(weights, r -> r.target() > 0 ? 1 : 0);
      case IPS -> sum(weights, r -> r.weight() * r.reward()) / n;
      case SNIPS -> sum(weights, r -> r.weight() * r.reward()) / w;
      case CLIPPED_IPS -> sum(weights, r -> Math.min(r.weight(), bound) * r.reward()) / n;
      case SUB_GAUSSIAN_IPS -> {
        double lambda = 1 / bound;
        yield sum(
                weights,
                r ->
                    r.weight() == 0
                        ? 0
                        : r.weight() / (1 - lambda + lambda * r.weight()) * r.reward())
            / n;
      }
      case DM -> dm;
      case DR -> dm + sum(weights, r -> r.weight() * (r.reward() - r.prediction())) / n;
      case SNDR -> dm + sum(weights, r -> r.weight() * (r.reward() - r.prediction())) / w;
      case SWITCH_DR ->
          dm
              + sum(
                      weights,
                      r -> (r.weight() > bound ? 0 : r.weight()) * (r.reward() - r.prediction()))
                  / n;
      case DROS -> {
        double lambda = bound * bound;
        yield dm
            + sum(
                    weights,
                    r ->
                        lambda
                            * r.weight()
                            / (r.weight() * r.weight() + lambda)
                            * (r.reward() - r.prediction()))
                / n;
      }
    };
  }

  double other(double[] weights) {
    double reward = 0;
    double n = 0;
    for (Other other : others) {
      reward += weights[other.cluster()] * other.instance() * other.reward();
      n += weights[other.cluster()] * other.instance();
    }
    return reward / n;
  }

  private double sum(double[] weights, ToDoubleFunction<Round> term) {
    double sum = 0;
    for (Round round : rounds) {
      sum += weights[round.cluster()] * round.instance() * term.applyAsDouble(round);
    }
    return sum;
  }

  /**
   * The cluster-robust error of any statistic of cluster weights: its derivative by each of them,
   * found numerically, is that cluster's influence.
   */
  double standardError(ToDoubleFunction<double[]> statistic) {
    double step = 1e-5;
    double squares = 0;
    for (int g = 0; g < clusters; g++) {
      double[] weights = ones();
      weights[g] = 1 + step;
      double more = statistic.applyAsDouble(weights);
      weights[g] = 1 - step;
      double influence = (more - statistic.applyAsDouble(weights)) / (2 * step);
      squares += influence * influence;
    }
    return Math.sqrt(squares * clusters / (clusters - 1.0));
  }

  double[] ones() {
    double[] ones = new double[clusters];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /** Adds clusters from (inclusive) to (exclusive). */
  void addTo(RoundSums sums, int from, int to) {
    for (int cluster = from; cluster < to; cluster++) {
      for (Round r : rounds) {
        if (r.cluster() == cluster) {
          sums.add(
              r.instance(), r.target(), r.propensity(), r.reward(), r.prediction(), r.expected());
        }
      }
      for (Other o : others) {
        if (o.cluster() == cluster) {
          sums.addOther(o.instance(), o.reward());
        }
      }
      sums.endCluster();
    }
  }

  void addTo(RoundReplicates sums) {
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (Round r : rounds) {
        if (r.cluster() == cluster) {
          sums.add(
              r.instance(), r.target(), r.propensity(), r.reward(), r.prediction(), r.expected());
        }
      }
      sums.endCluster(cluster);
    }
  }
}
