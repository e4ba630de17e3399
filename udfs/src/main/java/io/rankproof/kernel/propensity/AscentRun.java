package io.rankproof.kernel.propensity;

import java.util.Arrays;

/**
 * Rounds of {@link RelevanceAscent}, with one block of the groups left out.
 *
 * <p>After every two of the first rounds log p is extrapolated (SQUAREM: Varadhan and Roland 2008);
 * the rounds that follow put right what went too far. Then log p is averaged over as many rounds as
 * it takes to even out what a choosing regression does to them, unless it stands still before.
 */
final class AscentRun {
  private static final int CLIMBING = 8;
  private static final int AVERAGED = 12;

  /** What a log p moves by where it stands still. */
  private static final double STILL = 1e-4;

  private static final double LONGEST_STEP = 8;

  /** An extrapolated p is at most this many times the last one, or that much smaller. */
  private static final double FARTHEST = 4;

  private static final double LEAST = 1e-6;
  private static final int MOST_STEPS = 50;
  private static final double EXACT = 1e-12;

  /**
   * P(click) that a weight takes as most: a row weighs 20 p at most. Means of click / p_k are above
   * 1 where p_k is too small for the time being, and a few rows would otherwise weigh as much as
   * millions.
   */
  private static final double MOST_CLICKED = 0.95;

  private final FeatureRows rows;
  private final RelevanceAscent.Regression regression;
  private final int without;
  private final int blocks;
  private final int[] clicks;
  private final int[][] unclicked;
  private double[] relevance;

  /**
   * @param without the block left out: groups whose remainder by {@code blocks} it is; -1: none
   */
  AscentRun(FeatureRows rows, RelevanceAscent.Regression regression, int without, int blocks) {
    this.rows = rows;
    this.regression = regression;
    this.without = without;
    this.blocks = blocks;
    this.relevance = new double[rows.size()];
    this.clicks = new int[rows.deepest()];
    this.unclicked = new int[rows.deepest()][];
    index();
  }

  /**
   * Where it ended.
   *
   * @param logs of p; NaN at positions without a click, and everywhere if the first one has none
   * @param changes what each of them still moved by; NaN likewise
   */
  record Rested(double[] logs, double[] changes) {}

  /** The rows of each position: every step of its p_k walks those and no others. */
  private void index() {
    int[] shown = new int[clicks.length];
    for (int row = 0; row < rows.size(); row++) {
      if (counts(row)) {
        shown[rows.position(row) - 1]++;
        clicks[rows.position(row) - 1] += rows.click(row) ? 1 : 0;
      }
    }
    Arrays.setAll(unclicked, k -> new int[shown[k] - clicks[k]]);
    int[] next = new int[clicks.length];
    for (int row = 0; row < rows.size(); row++) {
      if (counts(row) && !rows.click(row)) {
        int k = rows.position(row) - 1;
        unclicked[k][next[k]++] = row;
      }
    }
  }

  private boolean counts(int row) {
    return rows.group(row) % blocks != without;
  }

  /**
   * @param start p of every position; 0: unknown
   */
  Rested from(double[] start) {
    double[] p = start.clone();
    for (int k = 0; k < p.length; k++) {
      p[k] = clicks[k] == 0 ? 0 : p[k];
    }
    if (p.length == 0 || p[0] == 0) {
      Arrays.fill(p, 0);
      return new Rested(logs(p), logs(p));
    }
    return climb(p);
  }

  private Rested climb(double[] start) {
    double[] before = start;
    for (int round = 2; ; round += 2) {
      double[] first = next(before);
      double[] second = next(first);
      if (isStill(first, second)) {
        return rested(first, second);
      }
      if (round == CLIMBING) {
        return average(second);
      }
      before = extrapolated(before, first, second);
    }
  }

  /** The mean of log p over rounds; it moves by what sets the means of both halves apart. */
  private Rested average(double[] start) {
    double[] before = start;
    double[][] halves = new double[2][start.length];
    for (int round = 0; round < AVERAGED; round++) {
      double[] after = next(before);
      if (isStill(before, after)) {
        return rested(before, after);
      }
      double[] half = halves[2 * round / AVERAGED];
      double[] logs = logs(after);
      Arrays.setAll(half, k -> half[k] + 2 * logs[k] / AVERAGED);
      before = after;
    }
    double[] mean = new double[start.length];
    double[] changes = new double[start.length];
    Arrays.setAll(mean, k -> (halves[0][k] + halves[1][k]) / 2);
    Arrays.setAll(changes, k -> Math.abs(halves[1][k] - halves[0][k]));
    return new Rested(mean, changes);
  }

  private static boolean isStill(double[] before, double[] after) {
    return Arrays.stream(logRatios(before, after)).allMatch(move -> Math.abs(move) <= STILL);
  }

  private static Rested rested(double[] before, double[] after) {
    double[] changes = logs(after);
    Arrays.setAll(changes, k -> Math.abs(changes[k] - Math.log(before[k])));
    return new Rested(logs(after), changes);
  }

  private double[] next(double[] p) {
    double[] labels = new double[rows.size()];
    double[] weights = new double[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      double own = p[rows.position(row) - 1];
      if (own > 0 && counts(row)) {
        labels[row] = rows.click(row) ? 1 / own : 0;
        weights[row] = own / (1 - Math.min(own * relevance[row], MOST_CLICKED));
      }
    }
    relevance =
        Arrays.stream(regression.means(labels, weights))
            .map(r -> Math.min(Math.max(r, LEAST), 1 - LEAST))
            .toArray();
    double[] next = p.clone();
    for (int k = 2; k <= next.length; k++) {
      next[k - 1] = p[k - 1] == 0 ? 0 : best(k, p[k - 1]);
    }
    return next;
  }

  /**
   * Where the likelihood's derivative in p_k, which falls, is 0. It ends where an impression
   * without a click would have had one for certain; without any such impression 1 is as good as
   * more.
   */
  private double best(int position, double start) {
    if (unclicked[position - 1].length == 0) {
      return 1;
    }
    double most = LEAST;
    for (int row : unclicked[position - 1]) {
      most = Math.max(most, relevance[row]);
    }
    return root(position, Math.min(start, 0.5 / most), 1 / most);
  }

  /** Newton's steps, halves of what is left where one leaves it. */
  private double root(int position, double start, double most) {
    double low = 0;
    double high = most;
    double p = start;
    for (int i = 0; i < MOST_STEPS; i++) {
      double slope = clicks[position - 1] / p;
      double bend = -slope / p;
      for (int row : unclicked[position - 1]) {
        double odds = relevance[row] / (1 - p * relevance[row]);
        slope -= odds;
        bend -= odds * odds;
      }
      low = slope > 0 ? p : low;
      high = slope > 0 ? high : p;
      double step = slope / bend;
      double next = p - step > low && p - step < high ? p - step : (low + high) / 2;
      if (Math.abs(next - p) <= EXACT * p) {
        return next;
      }
      p = next;
    }
    return p;
  }

  private static double[] extrapolated(double[] before, double[] first, double[] second) {
    double[] step = logRatios(before, first);
    double[] bend = logRatios(first, second);
    Arrays.setAll(bend, i -> bend[i] - step[i]);
    double length = norm(bend) > 0 ? norm(step) / norm(bend) : 1;
    double steps = Math.min(Math.max(length, 1), LONGEST_STEP);
    double[] p = new double[before.length];
    for (int k = 0; k < p.length; k++) {
      double far = before[k] * Math.exp(2 * steps * step[k] + steps * steps * bend[k]);
      p[k] = Math.min(Math.max(far, second[k] / FARTHEST), second[k] * FARTHEST);
    }
    return p;
  }

  private static double[] logRatios(double[] from, double[] to) {
    double[] ratios = new double[from.length];
    Arrays.setAll(ratios, i -> from[i] == 0 ? 0 : Math.log(to[i] / from[i]));
    return ratios;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static double[] logs(double[] p) {
    return Arrays.stream(p).map(v -> v == 0 ? Double.NaN : Math.log(v)).toArray();
  }
}
