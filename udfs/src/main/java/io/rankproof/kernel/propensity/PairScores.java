package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * Newton's method for {@link Harvest#ALL_PAIRS}, on the log scale, where the likelihood is concave.
 */
final class PairScores {
  private static final int MOST_STEPS = 200;
  private static final double LONGEST_STEP = 2;
  private static final double TOLERANCE = 1e-12;

  private final PairSums sums;

  /** Clicks of position i + 1 against j + 1. */
  private final double[][] clicks;

  /** Indices of the positions solved for: those connected with the first one, which comes first. */
  private final int[] solved;

  PairScores(PairSums sums) {
    this.sums = sums;
    int deepest = sums.deepest();
    clicks = new double[deepest][deepest];
    for (int i = 0; i < deepest; i++) {
      for (int j = 0; j < deepest; j++) {
        clicks[i][j] = i == j ? 0 : sums.clicks(i + 1, j + 1);
      }
    }
    solved = connected();
  }

  /** Positions joined to the first by pairs with clicks on both sides: their ratios are finite. */
  private int[] connected() {
    boolean[] reached = new boolean[clicks.length];
    reached[0] = true;
    for (int round = 0; round < clicks.length; round++) {
      for (int i = 0; i < clicks.length; i++) {
        for (int j = 0; j < clicks.length; j++) {
          reached[j] |= reached[i] && clicks[i][j] > 0 && clicks[j][i] > 0;
        }
      }
    }
    int[] indices = new int[clicks.length];
    int found = 0;
    for (int i = 0; i < clicks.length; i++) {
      if (reached[i]) {
        indices[found++] = i;
      }
    }
    return Arrays.copyOf(indices, found);
  }

  LogCurve solve() {
    double[] logs = new double[solved.length];
    double step = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_STEPS && step > TOLERANCE; i++) {
      step = improve(logs);
    }
    double[] logValue = new double[clicks.length];
    Arrays.fill(logValue, Double.NaN);
    for (int i = 0; i < solved.length; i++) {
      logValue[solved[i]] = logs[i];
    }
    return LogCurve.of(logValue, influence(logs));
  }

  private double improve(double[] logs) {
    double[] score = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      for (int j = 0; j < logs.length; j++) {
        score[i] += term(logs, i, j, clicks[solved[i]][solved[j]], clicks[solved[j]][solved[i]]);
      }
    }
    double[] step = grounded(information(logs)).solve(Arrays.copyOfRange(score, 1, logs.length));
    double longest = 0;
    for (double s : step) {
      longest = Math.max(longest, Math.abs(s));
    }
    double scale = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
    for (int i = 1; i < logs.length; i++) {
      logs[i] += scale * step[i - 1];
    }
    return longest;
  }

  /** (own p_other - other's p_own) / (p_own + p_other). */
  private static double term(double[] logs, int i, int j, double own, double other) {
    double share = 1 / (1 + Math.exp(logs[j] - logs[i]));
    return i == j ? 0 : own * (1 - share) - other * share;
  }

  private double[][] information(double[] logs) {
    double[][] information = new double[logs.length][logs.length];
    for (int i = 0; i < logs.length; i++) {
      for (int j = 0; j < i; j++) {
        double share = 1 / (1 + Math.exp(logs[j] - logs[i]));
        double total = clicks[solved[i]][solved[j]] + clicks[solved[j]][solved[i]];
        double weight = total * share * (1 - share);
        information[i][i] += weight;
        information[j][j] += weight;
        information[i][j] -= weight;
        information[j][i] -= weight;
      }
    }
    return information;
  }

  /** Without the first position, whose log is 0. */
  private static PositiveMatrix grounded(double[][] information) {
    int size = information.length - 1;
    double[][] rest = new double[size][];
    for (int i = 0; i < size; i++) {
      rest[i] = Arrays.copyOfRange(information[i + 1], 1, size + 1);
    }
    return new PositiveMatrix(rest);
  }

  /** What each group moves the logs by: inverse information times its score. */
  private double[][] influence(double[] logs) {
    PositiveMatrix information = grounded(information(logs));
    int[] groups = sums.groups();
    double[][] influence = new double[groups.length][clicks.length];
    for (int g = 0; g < groups.length; g++) {
      double[] moved = information.solve(scoreOf(groups[g], logs));
      for (int i = 1; i < solved.length; i++) {
        influence[g][solved[i]] = moved[i - 1];
      }
    }
    return influence;
  }

  private double[] scoreOf(int group, double[] logs) {
    double[] score = new double[logs.length - 1];
    for (int i = 1; i < logs.length; i++) {
      for (int j = 0; j < logs.length; j++) {
        if (i != j) {
          double own = sums.slope(group, solved[i] + 1, solved[j] + 1);
          double other = sums.slope(group, solved[j] + 1, solved[i] + 1);
          score[i - 1] += term(logs, i, j, own, other);
        }
      }
    }
    return score;
  }
}
