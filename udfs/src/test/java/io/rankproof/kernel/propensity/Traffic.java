package io.rankproof.kernel.propensity;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * A simulated search log: queries with documents of known relevance, ranked by several rankers of
 * different quality and share, users with moods, and clicks by the position-based model or by a
 * cascade. Queries and rankers differ in traffic by orders of magnitude, as they do in real logs.
 */
public final class Traffic {
  public static final int POSITIONS = 5;
  public static final int GROUPS = 100;

  private final SplittableRandom random;
  private final int queries;
  private final double[] examination;
  private final boolean cascade;
  private final int busiest;
  private final double moodiness;
  private boolean shuffled;
  private double trust;
  private long[][][] shown;
  private long[][][] clicks;

  /** Receives one key. */
  interface KeyConsumer {
    void accept(long hash, double relevance, KeyCells cells);
  }

  /**
   * @param busiest lists of the busiest query
   * @param moodiness users click as if everything were 1 + or - this times as relevant
   */
  public Traffic(
      long seed, int queries, int busiest, double bias, double moodiness, boolean cascade) {
    this.random = new SplittableRandom(seed);
    this.queries = queries;
    this.busiest = busiest;
    this.moodiness = moodiness;
    this.cascade = cascade;
    this.examination = new double[POSITIONS];
    for (int k = 0; k < POSITIONS; k++) {
      examination[k] = Math.pow(k + 1.0, -bias);
    }
  }

  /** Shows every list in random order. */
  public Traffic shuffled() {
    shuffled = true;
    return this;
  }

  /** Below position 1 this share of impressions more is clicked, whatever is shown. */
  Traffic trusting(double share) {
    trust = share;
    return this;
  }

  /** Examination of a position, from 1. */
  public double truth(int position) {
    return examination[position - 1];
  }

  /** Makes the whole log and counts impressions and clicks by user and position, from 0. */
  public long[][][] countsByUser() {
    long[][][] counts = new long[GROUPS][POSITIONS][2];
    forEach(
        (hash, relevance, cells) -> {
          for (int cell = 0; cell < cells.size(); cell++) {
            long[] own = counts[cells.group(cell)][cells.position(cell) - 1];
            own[0] += Math.round(cells.shown(cell));
            own[1] += Math.round(cells.clicks(cell));
          }
        });
    return counts;
  }

  /** Makes the whole log and hands it over key by key. */
  void forEach(KeyConsumer consumer) {
    KeyCells cells = new KeyCells();
    for (int query = 0; query < queries; query++) {
      double[] relevance = relevance();
      shown = new long[POSITIONS][POSITIONS][GROUPS];
      clicks = new long[POSITIONS][POSITIONS][GROUPS];
      serve(relevance, Math.max(2, (int) (busiest / (1.0 + query))));
      for (int item = 0; item < POSITIONS; item++) {
        fill(cells, item);
        consumer.accept(new Random(31L * query + item).nextLong(), relevance[item], cells);
      }
    }
  }

  private void fill(KeyCells cells, int item) {
    cells.clear();
    for (int k = 0; k < POSITIONS; k++) {
      for (int group = 0; group < GROUPS; group++) {
        if (shown[item][k][group] > 0) {
          cells.add(k + 1, group, shown[item][k][group], clicks[item][k][group]);
        }
      }
    }
  }

  private double[] relevance() {
    double[] relevance = new double[POSITIONS];
    double query = random.nextDouble();
    for (int item = 0; item < POSITIONS; item++) {
      relevance[item] = 0.02 + 0.55 * query * random.nextDouble();
    }
    return relevance;
  }

  /** The first ranker is good and has nearly all of the traffic, the others are worse. */
  private void serve(double[] relevance, int lists) {
    int[][] rankings = {ranking(relevance, 0.05), ranking(relevance, 0.3), ranking(relevance, 1.0)};
    for (int list = 0; list < lists; list++) {
      double owner = random.nextDouble();
      int[] ranking = rankings[owner < 0.8 ? 0 : owner < 0.95 ? 1 : 2];
      int user = random.nextInt(GROUPS);
      double mood = 1 + (user % 2 == 0 ? moodiness : -moodiness);
      show(shuffled ? shuffledRanking() : ranking, relevance, mood, user);
    }
  }

  private int[] shuffledRanking() {
    int[] order = {0, 1, 2, 3, 4};
    for (int i = POSITIONS - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private int[] ranking(double[] relevance, double noise) {
    double[] score = new double[POSITIONS];
    for (int item = 0; item < POSITIONS; item++) {
      score[item] = relevance[item] + noise * (random.nextDouble() - 0.5);
    }
    Integer[] order = {0, 1, 2, 3, 4};
    java.util.Arrays.sort(order, (a, b) -> Double.compare(score[b], score[a]));
    return java.util.Arrays.stream(order).mapToInt(i -> i).toArray();
  }

  private void show(int[] ranking, double[] relevance, double mood, int user) {
    boolean goesOn = true;
    for (int k = 0; k < POSITIONS; k++) {
      int item = ranking[k];
      double chance = relevance[item] * mood * (cascade ? 1 : examination[k]);
      chance += k == 0 ? 0 : trust;
      boolean click = goesOn && random.nextDouble() < chance;
      goesOn &= !(cascade && click);
      shown[item][k][user]++;
      clicks[item][k][user] += click ? 1 : 0;
    }
  }
}
