package io.rankproof.kernel.ope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lists by two loggers of lengths of their own, assigned by chance: filled from the top by a
 * softmax over the items that are left, each logger's and the target's with odds of their own. A
 * click halves the chance of those below. The reward model is too flat and knows nothing of clicks.
 */
final class BalancedLists {
  static final int[] LENGTHS = {2, 4};
  private static final int DEPTH = 4;
  private static final double[] EXAMINED = {1, 0.7, 0.5, 0.35};

  private final double[][] relevance = new double[MoodUsers.CONTEXTS][];
  private final double[][][] loggers = new double[LENGTHS.length][MoodUsers.CONTEXTS][];
  private final double[][] target = new double[MoodUsers.CONTEXTS][];

  /** A list of a user; rewards may be expectations. */
  record Shown(int user, int logger, int context, int[] items, double[] rewards, double instance) {}

  /** How weights are made. */
  enum Weights {
    /** Products by the row's own logger. */
    OWN,
    /** The mixture of products, shares by place. */
    BY_PLACE,
    /** Shares by place and length. */
    BY_LENGTH,
    /** By place, but V_k with the weight that the row above has itself. */
    OF_THE_ROW_ABOVE,
    /** The product of the mixtures of single places. */
    PRODUCT_OF_MIXTURES
  }

  BalancedLists(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int context = 0; context < MoodUsers.CONTEXTS; context++) {
      relevance[context] = MoodUsers.relevance(random);
      for (double[][] logger : loggers) {
        logger[context] = MoodUsers.probabilities(random);
      }
      target[context] = MoodUsers.probabilities(random);
    }
  }

  private static double chance(double[] odds, int used, int item) {
    double sum = 0;
    for (int other = 0; other < odds.length; other++) {
      sum += (used & 1 << other) == 0 ? odds[other] : 0;
    }
    return (used & 1 << item) == 0 ? odds[item] / sum : 0;
  }

  private double click(int context, double mood, int item, int k, boolean clicked) {
    return mood * EXAMINED[k] * relevance[context][item] * (clicked ? 0.5 : 1);
  }

  /** Mean reward of the target per request, of lists as long as logged ones. */
  double truth() {
    double[] byPlace = new double[DEPTH];
    for (int mood = 0; mood < MoodUsers.MOODS.length; mood++) {
      for (int context = 0; context < MoodUsers.CONTEXTS; context++) {
        addRewards(byPlace, context, MoodUsers.MOODS[mood], 0, 0, 0, MoodUsers.VISITS[mood]);
      }
    }
    double truth = 0;
    for (int k = 0; k < DEPTH; k++) {
      truth += having(k) * byPlace[k] / (12.0 * MoodUsers.CONTEXTS);
    }
    return truth;
  }

  /** The same per row. */
  double truthPerRow() {
    return truth() / (Arrays.stream(LENGTHS).average().orElseThrow());
  }

  private static double having(int k) {
    return Arrays.stream(LENGTHS).filter(length -> length > k).count() / (double) LENGTHS.length;
  }

  /**
   * @param unclicked share of {@code chance} without a click above
   */
  private void addRewards(
      double[] byPlace, int context, double mood, int used, int k, double clicked, double all) {
    for (int item = 0; item < MoodUsers.ITEMS && k < DEPTH; item++) {
      double share = chance(target[context], used, item);
      if (share > 0) {
        double before = clicked * share;
        double none = all * share - before;
        double first = none * click(context, mood, item, k, false);
        byPlace[k] += first + before * click(context, mood, item, k, true);
        addRewards(byPlace, context, mood, used | 1 << item, k + 1, before + first, all * share);
      }
    }
  }

  /** Reward that the model expects of the target from place k on in a list of this length. */
  private double expected(int context, int used, int k, int length) {
    double expected = 0;
    for (int item = 0; item < MoodUsers.ITEMS && k < length; item++) {
      double share = chance(target[context], used, item);
      if (share > 0) {
        expected += share * predicted(context, used, item, k, length);
      }
    }
    return expected;
  }

  private double predicted(int context, int used, int item, int k, int length) {
    return 0.05
        + 0.5 * EXAMINED[k] * relevance[context][item]
        + expected(context, used | 1 << item, k + 1, length);
  }

  List<Shown> log(int users, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Shown> log = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      int mood = random.nextInt(MoodUsers.MOODS.length);
      for (int list = 0; list < MoodUsers.VISITS[mood]; list++) {
        log.add(shown(user, MoodUsers.MOODS[mood], random));
      }
    }
    return log;
  }

  private Shown shown(int user, double mood, SplittableRandom random) {
    int logger = random.nextInt(LENGTHS.length);
    int context = random.nextInt(MoodUsers.CONTEXTS);
    int[] items = new int[LENGTHS[logger]];
    double[] rewards = new double[items.length];
    int used = 0;
    boolean clicked = false;
    for (int k = 0; k < items.length; k++) {
      int left = used;
      double[] odds = loggers[logger][context];
      double[] chances = new double[MoodUsers.ITEMS];
      Arrays.setAll(chances, item -> chance(odds, left, item));
      items[k] = MoodUsers.drawn(random, chances);
      boolean click = random.nextDouble() < click(context, mood, items[k], k, clicked);
      rewards[k] = click ? 1 : 0;
      clicked |= click;
      used |= 1 << items[k];
    }
    return new Shown(user, logger, context, items, rewards, 1);
  }

  /** Every list that there can be, weighted by its chance and with the rewards expected of it. */
  List<Shown> population() {
    List<Shown> all = new ArrayList<>();
    for (int mood = 0; mood < MoodUsers.MOODS.length; mood++) {
      for (int context = 0; context < MoodUsers.CONTEXTS; context++) {
        for (int logger = 0; logger < LENGTHS.length; logger++) {
          int[] items = new int[LENGTHS[logger]];
          addAll(all, mood, context, logger, items, 0, 0, MoodUsers.VISITS[mood]);
        }
      }
    }
    return all;
  }

  private void addAll(
      List<Shown> all,
      int mood,
      int context,
      int logger,
      int[] items,
      int used,
      int k,
      double chance) {
    if (k == items.length) {
      double[] rewards = new double[k];
      double clicked = 0;
      for (int j = 0; j < k; j++) {
        double m = MoodUsers.MOODS[mood];
        double first = (1 - clicked) * click(context, m, items[j], j, false);
        rewards[j] = first + clicked * click(context, m, items[j], j, true);
        clicked += first;
      }
      all.add(new Shown(all.size(), logger, context, items.clone(), rewards, chance));
      return;
    }
    for (int item = 0; item < MoodUsers.ITEMS; item++) {
      double share = chance(loggers[logger][context], used, item);
      if (share > 0) {
        items[k] = item;
        addAll(all, mood, context, logger, items, used | 1 << item, k + 1, chance * share);
      }
    }
  }

  /**
   * Adds a log.
   *
   * @param ownLength whether predicted rewards are those down to the end of the list, not to the
   *     depth
   */
  void add(List<Shown> log, Weights kind, boolean ownLength, SlateSink slates, RoundSink rounds) {
    LoggerShares shares = new LoggerShares(LENGTHS.length, kind == Weights.BY_LENGTH);
    for (Shown list : log) {
      for (int k = 0; k < list.items().length; k++) {
        shares.add(list.items().length, k, list.logger(), list.instance());
      }
    }
    ListWeights weights =
        kind == Weights.OWN ? new OwnProducts() : new MixtureProducts(shares.table());
    int user = log.get(0).user();
    for (Shown list : log) {
      if (list.user() != user) {
        slates.endCluster(user);
        rounds.endCluster(user);
        user = list.user();
      }
      add(list, kind, weights, shares.table(), ownLength, slates, rounds);
    }
    slates.endCluster(user);
    rounds.endCluster(user);
  }

  private void add(
      Shown list,
      Weights kind,
      ListWeights weights,
      LoggerShares.Table shares,
      boolean ownLength,
      SlateSink slates,
      RoundSink rounds) {
    int length = ownLength ? list.items().length : DEPTH;
    int used = 0;
    double[] logged = new double[LENGTHS.length];
    double last = 1;
    double mixtures = 1;
    weights.begin(list.items().length);
    slates.beginRequest(list.instance());
    for (int k = 0; k < list.items().length; k++) {
      int item = list.items()[k];
      int context = list.context();
      double mixture = 0;
      for (int logger = 0; logger < logged.length; logger++) {
        logged[logger] = chance(loggers[logger][context], used, item);
        mixture += shares.at(list.items().length, k)[logger] * logged[logger];
      }
      double of = chance(target[context], used, item);
      weights.next(of, logged, kind == Weights.OWN ? list.logger() : 0);
      mixtures *= of / mixture;
      double product = kind == Weights.PRODUCT_OF_MIXTURES ? mixtures : weights.product();
      slates.add(
          list.instance(),
          list.rewards()[k],
          product,
          product,
          kind == Weights.OF_THE_ROW_ABOVE ? last : weights.above(),
          predicted(context, used, item, k, length),
          expected(context, used, k, length));
      rounds.add(list.instance(), product, 1, list.rewards()[k], 0, 0);
      last = product;
      used |= 1 << item;
    }
  }
}
