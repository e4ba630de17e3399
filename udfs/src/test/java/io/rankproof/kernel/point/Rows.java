package io.rankproof.kernel.point;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Labelled, weighted scores, and the plainest definitions of metrics on them. */
record Rows(double[] scores, boolean[] labels, double[] weights) {
  /** Random rows; {@code levels} distinct scores or, with 0, a continuum. */
  static Rows random(int n, int levels, double rate, boolean weighted, long seed) {
    Random random = new Random(seed);
    Rows rows = new Rows(new double[n], new boolean[n], new double[n]);
    for (int i = 0; i < n; i++) {
      double latent = random.nextGaussian();
      rows.labels[i] = random.nextDouble() < rate * Math.exp(latent) / 1.65;
      double score = 1 / (1 + Math.exp(-latent));
      rows.scores[i] = levels == 0 ? score : Math.floor(score * levels) / levels;
      rows.weights[i] = weighted ? random.nextInt(1, 64) / 16.0 : 1;
    }
    return rows;
  }

  int size() {
    return scores.length;
  }

  void addTo(ScoreHistogram state, int row) {
    state.add(scores[row], labels[row], weights[row]);
  }

  ScoreHistogram histogram(int capacity, int weightBits) {
    ScoreHistogram state = ScoreHistogram.weighted(capacity, weightBits);
    for (int row = 0; row < size(); row++) {
      addTo(state, row);
    }
    return state;
  }

  ScoreCurve curve() {
    return histogram(1 << 16, 24).curve();
  }

  /** The same rows with one weight multiplied. */
  Rows reweighted(int row, double factor) {
    double[] changed = weights.clone();
    changed[row] *= factor;
    return new Rows(scores, labels, changed);
  }

  /** All pairs of a positive and a negative. */
  double plainRocAuc() {
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < size(); i++) {
      for (int j = 0; j < size(); j++) {
        if (labels[i] && !labels[j]) {
          double pair = weights[i] * weights[j];
          pairs += pair;
          won += pair * (1 + Math.signum(scores[i] - scores[j])) / 2;
        }
      }
    }
    return won / pairs;
  }

  /** Precision at the score of each positive, averaged over positives. */
  double plainPrAuc() {
    double sum = 0;
    double positives = 0;
    for (int i = 0; i < size(); i++) {
      if (labels[i]) {
        positives += weights[i];
        sum += weights[i] * precisionAt(scores[i]);
      }
    }
    return sum / positives;
  }

  private double precisionAt(double threshold) {
    double hit = 0;
    double all = 0;
    for (int i = 0; i < size(); i++) {
      if (scores[i] >= threshold) {
        all += weights[i];
        hit += labels[i] ? weights[i] : 0;
      }
    }
    return hit / all;
  }

  double weight(boolean label) {
    return IntStream.range(0, size())
        .filter(i -> labels[i] == label)
        .mapToDouble(i -> weights[i])
        .sum();
  }

  /** Loss of acting on scores at or above a threshold. */
  double plainCost(double threshold, double falsePositive, double falseNegative) {
    double cost = 0;
    for (int i = 0; i < size(); i++) {
      boolean acted = scores[i] >= threshold;
      if (acted != labels[i]) {
        cost += weights[i] * (acted ? falsePositive : falseNegative);
      }
    }
    return cost / Arrays.stream(weights).sum();
  }

  boolean hasBothClasses() {
    return weight(true) > 0 && weight(false) > 0;
  }
}
