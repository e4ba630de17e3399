package io.rankproof.audit;

/**
 * Locality-sensitive hashing in bands: two things are compared where all hashes of a band agree, in
 * any band. Hashes that agree with probability p each find a pair with probability 1 - (1 -
 * p^hashes)^bands (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
 *
 * @param hashes in a band: what is unlike meets less often the more there are
 * @param bands what is alike is missed less often the more there are
 */
record Bands(int hashes, int bands) {
  /** A certain agreement would need one band; rounding may part even what is equal. */
  private static final double MOST = 0.999;

  /**
   * As few bands as find a pair whose hashes agree with probability {@code agree}.
   *
   * @param recall the probability to find it, at least
   */
  static Bands of(int hashes, double agree, double recall) {
    double band = Math.pow(Math.min(MOST, agree), hashes);
    return new Bands(hashes, (int) Math.ceil(Math.log1p(-recall) / Math.log1p(-band)));
  }

  /** The probability that a pair is compared. */
  double recall(double agree) {
    return 1 - Math.pow(1 - Math.pow(agree, hashes), bands);
  }
}
