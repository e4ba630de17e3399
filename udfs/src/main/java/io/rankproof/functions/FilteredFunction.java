package io.rankproof.functions;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A function and its FILTER.
 *
 * @param function which reads its arguments from a row
 * @param filter where that row has the value of the filter
 */
record FilteredFunction(KernelAggregate<RankedRows> function, int filter) {
  static final int NO_FILTER = -1;

  void add(RankedRows state, UnsafeRow arguments) {
    if (filter == NO_FILTER || (!arguments.isNullAt(filter) && arguments.getBoolean(filter))) {
      RankedRows unused = function.update(state, arguments);
    }
  }
}
