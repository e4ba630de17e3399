package io.rankproof.functions;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;

/** All SQL functions of Rankproof. */
public final class RankproofFunctions {
  /** Every function once; a new family of functions adds its list here. */
  private static final List<FunctionDefinition> ALL =
      Stream.of(RankingFunctions.ALL, PointFunctions.ALL).flatMap(List::stream).toList();

  private RankproofFunctions() {}

  static List<FunctionDefinition> all() {
    return ALL;
  }

  /** The names of the functions. */
  public static List<String> names() {
    return ALL.stream().map(FunctionDefinition::name).toList();
  }

  /**
   * Makes the functions known to a session that was started without {@link RankproofExtensions}.
   * Registering twice does no harm.
   *
   * @throws IllegalArgumentException if it is a Spark Connect session, whose server needs the
   *     extension instead
   */
  public static void register(SparkSession spark) {
    if (!(spark instanceof org.apache.spark.sql.classic.SparkSession classic)) {
      throw new IllegalArgumentException(
          "functions cannot be registered from a Spark Connect client: set"
              + " spark.sql.extensions=io.rankproof.functions.RankproofExtensions on the server");
    }
    FunctionRegistry registry = classic.sessionState().functionRegistry();
    for (FunctionDefinition function : ALL) {
      registry.registerFunction(function.identifier(), function.info(), function::build);
    }
  }
}
