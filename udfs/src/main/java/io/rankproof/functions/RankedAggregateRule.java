package io.rankproof.functions;

import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/**
 * Lets {@link RankedAggregateExec} do the aggregations that it knows, partial and final ones alike.
 * Spark applies it before it puts exchanges into an adaptive plan; other plans keep Spark's
 * operator, which gives the same numbers.
 */
final class RankedAggregateRule extends Rule<SparkPlan> {
  private static final PartialFunction<SparkPlan, SparkPlan> REPLACE =
      new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(SparkPlan plan) {
          return plan instanceof ObjectHashAggregateExec hash && RankedAggregateExec.suits(hash);
        }

        @Override
        public SparkPlan apply(SparkPlan plan) {
          return new RankedAggregateExec((ObjectHashAggregateExec) plan);
        }
      };

  @Override
  public SparkPlan apply(SparkPlan plan) {
    return plan.transformUp(REPLACE);
  }
}
