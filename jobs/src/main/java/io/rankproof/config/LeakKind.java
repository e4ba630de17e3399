package io.rankproof.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the leak audit looks for. */
public enum LeakKind {
  /** A request in two sets. */
  SHARED_REQUESTS,
  /** Users in two sets. */
  SHARED_USERS,
  /** Items in two sets. */
  SHARED_ITEMS,
  /** Pairs of a user and an item in two sets. */
  SHARED_PAIRS,
  /** Items of a later set that nearly repeat another item of an earlier one. */
  NEAR_DUPLICATE_ITEMS,
  /** A set that reaches into the next one, or into the gap before it. */
  TIME_ORDER,
  /** Labels decided by engagements after the next set's start. */
  EVENTS_AFTER_CUT_OFF,
  /** Features dated after their impression. */
  FEATURES_AFTER_IMPRESSION,
  /** One feature alone tells the label. */
  SINGLE_FEATURE_AUC,
  /** Whether a feature is missing tells the label. */
  MISSING_TELLS_LABEL,
  /** The features tell train from test. */
  SET_DISTINGUISHABILITY,
  /** A feature is the time in disguise. */
  ENCODES_TIME,
  /** A feature is an id in disguise. */
  ENCODES_ID,
  /** One impression under several requests. */
  DUPLICATES,
  /** A model of labels that cannot be predicted predicts them. */
  SHUFFLED_LABEL_CANARY;

  /** As in tables and in {@code decide.waive}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(LeakKind::text).toList();
  }
}
