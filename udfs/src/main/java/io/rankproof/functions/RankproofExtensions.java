package io.rankproof.functions;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import scala.Tuple3;
import scala.runtime.BoxedUnit;

/**
 * Adds all functions of Rankproof to every session, and a faster plan of the ranking ones: {@code
 * spark.sql.extensions=io.rankproof.functions.RankproofExtensions}.
 */
public final class RankproofExtensions implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (FunctionDefinition function : RankproofFunctions.all()) {
      extensions.injectFunction(
          new Tuple3<>(function.identifier(), function.info(), function::build));
    }
    extensions.injectQueryPostPlannerStrategyRule(session -> new RankedAggregateRule());
    return BoxedUnit.UNIT;
  }
}
