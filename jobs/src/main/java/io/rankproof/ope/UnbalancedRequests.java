package io.rankproof.ope;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Requests of a target that have no balanced weights down the list, and that its values down lists
 * are therefore not computed for.
 *
 * @param interleaved requests with rows of several loggers
 * @param tooLong requests with too many rows for shares at every place
 * @param longest rows of the longest of them
 * @param mostRows that a request may have
 */
record UnbalancedRequests(long interleaved, long tooLong, long longest, long mostRows)
    implements Serializable {
  static final UnbalancedRequests NONE = new UnbalancedRequests(0, 0, 0, 0);

  UnbalancedRequests plus(UnbalancedRequests other) {
    return new UnbalancedRequests(
        interleaved + other.interleaved,
        tooLong + other.tooLong,
        Math.max(longest, other.longest),
        mostRows);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(4 * Long.BYTES)
        .putLong(interleaved)
        .putLong(tooLong)
        .putLong(longest)
        .putLong(mostRows)
        .array();
  }

  static UnbalancedRequests fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new UnbalancedRequests(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /** Why lists have no such weights. */
  Optional<String> ofLists() {
    return interleaved == 0
        ? Optional.empty()
        : Optional.of(
            interleaved
                + " of its requests have rows of several logging policies, and a list's weight"
                + " takes one that made all of it: give the rows of a request one policy in"
                + " source.columns.policy (interleaving: a name of its own, with its probabilities"
                + " in source.columns.action-propensity and ope.loggers), or leave such requests"
                + " out of the log");
  }

  /** Why rows have none. */
  Optional<String> ofRows() {
    return tooLong == 0
        ? ofLists()
        : ofLists()
            .or(
                () ->
                    Optional.of(
                        tooLong
                            + " of its requests have more than "
                            + mostRows
                            + " rows (the longest "
                            + longest
                            + "), and shares of loggers are counted at every place: leave such"
                            + " requests out of the log, or set ope.slots to what has weights of"
                            + " single positions"));
  }
}
