package io.rankproof.ingest;

import io.rankproof.config.ContractConfig;
import java.util.ArrayList;
import java.util.List;

/** Why a row, or a request as a whole, is in the quarantine. */
public final class Reasons {
  static final String REQUEST_MISSING = "request_missing";
  static final String ITEM_MISSING = "item_missing";
  static final String TIME_MISSING = "time_missing";
  static final String TIME_BEFORE_START = "time_before_start";
  static final String TIME_AFTER_END = "time_after_end";
  static final String POSITION_MISSING = "position_missing";
  static final String POSITION_INVALID = "position_invalid";
  static final String WEIGHT_INVALID = "weight_invalid";
  static final String LABEL_NOT_FINITE = "label_not_finite";
  static final String ACTION_PROPENSITY = "action_propensity_out_of_range";
  static final String EXAMINATION_PROPENSITY = "examination_propensity_out_of_range";
  static final String TARGET_PROBABILITY = "target_probability_out_of_range";

  /** The rows of the request name different users (a missing one differs from any other). */
  static final String USER_CONFLICT = "user_conflict";

  /** The request shows an item twice, with different content. */
  static final String ITEM_CONFLICT = "item_conflict";

  /** The request shows two items at one position. */
  static final String POSITION_CONFLICT = "position_conflict";

  private static final List<String> OF_EVERY_LOG =
      List.of(
          REQUEST_MISSING,
          ITEM_MISSING,
          TIME_MISSING,
          TIME_BEFORE_START,
          TIME_AFTER_END,
          POSITION_MISSING,
          POSITION_INVALID,
          WEIGHT_INVALID,
          LABEL_NOT_FINITE,
          ACTION_PROPENSITY,
          EXAMINATION_PROPENSITY,
          TARGET_PROBABILITY,
          USER_CONFLICT,
          ITEM_CONFLICT,
          POSITION_CONFLICT);

  private Reasons() {}

  /** All of them, those of the contract included. */
  public static List<String> all(ContractConfig contract) {
    List<String> all = new ArrayList<>(OF_EVERY_LOG);
    all.addAll(Contract.reasons(contract));
    return List.copyOf(all);
  }
}
