package io.rankproof.evaluate;

import java.io.Serializable;

/**
 * Something that a task has found: the sums over its requests, or exposures. One of them is null.
 *
 * @param sums over requests
 * @param exposures of items and creators
 */
record BeyondPart(CohortSums sums, Exposures exposures) implements Serializable {
  static BeyondPart of(CohortSums sums) {
    return new BeyondPart(sums, null);
  }

  static BeyondPart of(Exposures exposures) {
    return new BeyondPart(null, exposures);
  }

  boolean hasSums() {
    return sums != null;
  }

  /**
   * Exposures of some items or creators.
   *
   * @param kind {@link ExposureTables#ITEMS} or {@link ExposureTables#CREATORS}
   * @param keys their hashes
   * @param values of each key: for each model its exposure and the logarithm of the chance that it
   *     was in no top k
   */
  record Exposures(int kind, long[] keys, long[] values) implements Serializable {
    int width() {
      return keys.length == 0 ? 0 : values.length / keys.length;
    }
  }
}
