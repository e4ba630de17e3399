package io.rankproof.audit;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Sets of words by their Jaccard similarity; bands of MinHashes (Broder 1997), which agree with it.
 */
record WordLikeness(Bands bands) implements Likeness {
  private static final int HASHES = 3;
  private static final double RECALL = 0.999;

  static WordLikeness from(double similarity) {
    return new WordLikeness(Bands.of(HASHES, similarity, RECALL));
  }

  @Override
  public Column bands(Column content) {
    List<Column> keys = new ArrayList<>();
    for (int band = 0; band < bands.bands(); band++) {
      List<Column> parts = new ArrayList<>(List.of(lit(band)));
      for (int hash = 0; hash < bands.hashes(); hash++) {
        int number = band * bands.hashes() + hash;
        parts.add(array_min(transform(content, word -> xxhash64(lit(number), word))));
      }
      keys.add(xxhash64(parts.toArray(Column[]::new)));
    }
    return array(keys.toArray(Column[]::new));
  }

  @Override
  public Column similarity(Column content, Column other) {
    Column shared = size(array_intersect(content, other));
    return shared.divide(size(content).plus(size(other)).minus(shared));
  }
}
