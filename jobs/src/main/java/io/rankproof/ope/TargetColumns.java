package io.rankproof.ope;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Where a target's numbers are in a row; {@link #NONE} for those that it has not.
 *
 * @param target its probability of what was shown; null where the row is not used
 * @param propensity the logger's; null where the row is not used
 * @param own number of the row's own logger where weights down a list are of a mixture of several,
 *     whose probabilities are in the columns after it; {@code loggers}: their number, or 0
 * @param other whether the row belongs to the log compared with; {@link #SAME}: the rows used do
 * @param prediction of the reward
 * @param expected predicted reward of what the target would show
 * @param tail predicted rewards of the target's list from this position on; {@code continued}: of
 *     what is shown here and the target's list below it
 * @param summed rows from the top of a list whose {@code expected}, added up, is what the target's
 *     list is expected to get; 0: {@code tail} and {@code continued} say it, or nothing does
 * @param influenceOnReward first-order effect of the row on the target; {@code influenceOnWeight}
 *     likewise
 */
record TargetColumns(
    int target,
    int propensity,
    int own,
    int loggers,
    int other,
    int prediction,
    int expected,
    int tail,
    int continued,
    int summed,
    int influenceOnReward,
    int influenceOnWeight)
    implements Serializable {
  static final int NONE = -1;
  static final int SAME = -2;

  boolean hasPredictions() {
    return prediction != NONE;
  }

  /** Whether weights that multiply down a list are of a mixture of loggers. */
  boolean isMixed() {
    return loggers > 0;
  }

  boolean isUsed(InternalRow row) {
    return !row.isNullAt(target) && !row.isNullAt(propensity);
  }

  /** Whether the rewards of lists are predicted. */
  boolean hasListPredictions() {
    return tail != NONE || summed > 0;
  }

  boolean isEstimated() {
    return influenceOnReward != NONE;
  }
}
