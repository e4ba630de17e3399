package io.rankproof.simulate;

import java.util.Arrays;
import java.util.Locale;

/** Ways to order the candidates of a request. */
enum Ranker {
  /** By the production score: the true log-odds with an error. */
  PRODUCTION,
  /** By the candidate score: the true log-odds with another error. */
  CANDIDATE,
  /** The most popular item first. */
  POPULARITY,
  /** The newest item first. */
  RECENCY,
  /** By the true relevance. Never shown: the best that is possible. */
  IDEAL,
  /** Every order equally likely. */
  RANDOM;

  private static final Ranker[] ALL = values();

  static int count() {
    return ALL.length;
  }

  static Ranker at(int index) {
    return ALL[index];
  }

  /** Name in the tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names in the tables, by ordinal. */
  static String[] names() {
    return Arrays.stream(ALL).map(Ranker::label).toArray(String[]::new);
  }
}
