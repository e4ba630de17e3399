package io.rankproof.kernel.rank;

/** Every rank is worth 1. */
record FlatDiscount() implements Discount {
  @Override
  public void reach(int rank) {}

  @Override
  public double at(int rank) {
    return 1;
  }

  @Override
  public double mean(int ahead, int tied, int depth) {
    int inside = Math.min(depth - ahead, tied);
    return inside <= 0 ? 0 : (double) inside / tied;
  }
}
