package io.rankproof.audit;

import static org.apache.spark.sql.functions.udf;

import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Vectors by their cosine; bands of signs of random projections (Charikar 2002), which agree with
 * probability 1 - angle / pi. MLlib's random projections put no two hashes into one band: among
 * unit vectors they leave nearly every pair to compare.
 */
record VectorLikeness(Bands bands) implements Likeness {
  private static final double RECALL = 0.99;
  private static final int FEWEST_HASHES = 4;
  private static final int MOST_HASHES = 16;
  private static final int MOST_BANDS = 256;
  private static final long SEED = 5;

  /**
   * @param known contents to be found: so many hashes that about one of them shares a band by
   *     chance, where the bands do not get too many
   */
  static VectorLikeness from(double similarity, long known) {
    int hashes = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, known - 1));
    hashes = Math.max(FEWEST_HASHES, Math.min(MOST_HASHES, hashes));
    Bands bands = Bands.of(hashes, agree(similarity), RECALL);
    while (bands.bands() > MOST_BANDS && hashes > 1) {
      bands = Bands.of(--hashes, agree(similarity), RECALL);
    }
    return new VectorLikeness(bands);
  }

  /** The probability that a sign is that of a vector with this cosine. */
  static double agree(double cosine) {
    return 1 - Math.acos(Math.max(-1, Math.min(1, cosine))) / Math.PI;
  }

  @Override
  public Column bands(Column content) {
    UserDefinedFunction signs =
        udf(
            new SignBands(bands.hashes(), bands.bands(), SEED),
            DataTypes.createArrayType(DataTypes.LongType, false));
    return signs.apply(functions.array_to_vector(content));
  }

  @Override
  public Column similarity(Column content, Column other) {
    UDF2<Vector, Vector, Double> cosine = VectorLikeness::cosine;
    return udf(cosine, DataTypes.DoubleType)
        .apply(functions.array_to_vector(content), functions.array_to_vector(other));
  }

  private static double cosine(Vector one, Vector other) {
    return one.dot(other) / Math.sqrt(one.dot(one) * other.dot(other));
  }
}
