package io.rankproof.audit;

import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;

/** Signs of seeded Gaussian projections of a vector, so many to a band, and the band's number. */
final class SignBands implements UDF1<Vector, long[]> {
  private static final long serialVersionUID = 1L;

  private final int hashes;
  private final int bands;
  private final long seed;

  /** Made where they are used: they are larger than their seed. */
  private transient double[][] projections;

  /**
   * @param hashes at most 32 signs
   */
  SignBands(int hashes, int bands, long seed) {
    this.hashes = hashes;
    this.bands = bands;
    this.seed = seed;
  }

  @Override
  public long[] call(Vector vector) {
    double[] values = vector.toArray();
    if (projections == null) {
      projections = projections(values.length);
    }
    long[] keys = new long[bands];
    for (int band = 0; band < bands; band++) {
      keys[band] = band;
      for (int hash = 0; hash < hashes; hash++) {
        boolean positive = isPositive(values, projections[band * hashes + hash]);
        keys[band] = keys[band] << 1 | (positive ? 1 : 0);
      }
    }
    return keys;
  }

  private static boolean isPositive(double[] values, double[] projection) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * projection[i];
    }
    return sum > 0;
  }

  private double[][] projections(int length) {
    Random random = new Random(seed);
    double[][] made = new double[hashes * bands][length];
    for (double[] projection : made) {
      for (int i = 0; i < length; i++) {
        projection[i] = random.nextGaussian();
      }
    }
    return made;
  }
}
