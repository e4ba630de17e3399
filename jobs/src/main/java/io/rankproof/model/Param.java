package io.rankproof.model;

import io.rankproof.config.Nearest;
import io.rankproof.config.TrainConfig.Kind;
import io.rankproof.error.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A setting of a kind of model.
 *
 * @param name as in MLlib where it is MLlib's
 * @param usual value when the config names none
 * @param whole whether only whole numbers are allowed
 */
record Param(String name, double usual, double least, double most, boolean whole) {
  private static final List<Param> POPULARITY = List.of(real("prior", 20, 0, 1e9));
  private static final List<Param> LOGISTIC =
      List.of(
          real("regParam", 0.001, 0, 1e6),
          real("elasticNetParam", 0, 0, 1),
          whole("maxIter", 100, 1, 10_000),
          real("tol", 1e-6, 0, 1));
  private static final List<Param> GBT =
      List.of(
          whole("maxIter", 30, 1, 10_000),
          whole("maxDepth", 4, 1, 30),
          real("stepSize", 0.2, 1e-6, 1),
          real("subsamplingRate", 1, 1e-6, 1),
          whole("minInstancesPerNode", 20, 1, 1_000_000_000),
          whole("maxBins", 32, 2, 65_536),
          real("validationTol", 0.001, 0, 1));

  private static Param real(String name, double usual, double least, double most) {
    return new Param(name, usual, least, most, false);
  }

  private static Param whole(String name, double usual, double least, double most) {
    return new Param(name, usual, least, most, true);
  }

  static List<Param> of(Kind kind) {
    return switch (kind) {
      case POPULARITY -> POPULARITY;
      case RECENCY -> List.of();
      case LOGISTIC -> LOGISTIC;
      case GBT -> GBT;
    };
  }

  /**
   * Every setting of the kind, given or usual.
   *
   * @param key the config key of the given ones
   * @throws ConfigException for a name the kind does not have, or a value out of range
   */
  static Map<String, Double> resolve(String key, Kind kind, Map<String, Double> given) {
    Map<String, Param> known =
        of(kind).stream().collect(Collectors.toMap(Param::name, p -> p, (a, b) -> a, TreeMap::new));
    given.forEach((name, value) -> check(key, name, value, known));
    Map<String, Double> values = new TreeMap<>();
    known.forEach((name, param) -> values.put(name, given.getOrDefault(name, param.usual)));
    return values;
  }

  private static void check(String key, String name, double value, Map<String, Param> known) {
    Param param = known.get(name);
    if (param == null) {
      throw new ConfigException(
          key + "." + name,
          "unknown parameter; allowed here: "
              + (known.isEmpty() ? "none" : String.join(", ", known.keySet()))
              + Nearest.hint(name, known.keySet()));
    }
    if (!(value >= param.least && value <= param.most)
        || (param.whole && value != Math.rint(value))) {
      throw new ConfigException(
          key + "." + name,
          "\""
              + value
              + "\" is not allowed; give a "
              + (param.whole ? "whole number" : "number")
              + " from "
              + param.least
              + " to "
              + param.most);
    }
  }
}
