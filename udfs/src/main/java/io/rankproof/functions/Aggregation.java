package io.rankproof.functions;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;

/**
 * What a Spark aggregate computes: a mergeable state and its result. Implementations are immutable
 * and have value equality (records), for Catalyst compares expressions by it.
 *
 * @param <S> the state of one group; {@code merge} may not depend on the order of its arguments
 */
interface Aggregation<S> extends Serializable {
  /** The type of the result, which may always be null. */
  DataType resultType();

  /** The state of no row. */
  S create();

  /** Adds a row. */
  void add(S state, Arguments row);

  /** Adds the rows of another state. */
  void merge(S state, S other);

  /** The state as bytes, for an exchange or a spill. */
  byte[] write(S state);

  /** The state from {@link #write}'s bytes. */
  S read(byte[] bytes);

  /**
   * From a state to its result in Catalyst's representation, null when there is none. It must leave
   * the state as it is (a window asks for it after every row). The function may keep scratch space:
   * it is used by one thread.
   */
  Function<S, Object> evaluator();
}
