package io.rankproof.kernel.propensity;

import java.nio.ByteBuffer;

/**
 * Everything that the estimators need of the context keys of one curve, as a mergeable state filled
 * in a single pass: the small table of the position-based model.
 */
public final class KeySums {
  /** Groups that clusters are put into: the independent units of harvesting's errors. */
  public static final int GROUPS = 100;

  /** Blocks of groups that EM leaves out in turn for its errors. */
  public static final int BLOCKS = 20;

  private final PairSums harmonic;
  private final PairSums uniform;
  private final PairSums withinDays;
  private final RatioHomogeneity homogeneity;
  private final ClickTable table;
  private final TrustSums trust;
  private final BlockCells blocks;

  /**
   * @param deepest deepest position
   * @param strata of the test of homogeneity
   * @param mostCells cells of the table that EM iterates over
   */
  public KeySums(int deepest, int strata, int mostCells) {
    this(
        new PairSums(PairWeights.HARMONIC, deepest, GROUPS),
        new PairSums(PairWeights.UNIFORM, deepest, GROUPS),
        new PairSums(PairWeights.HARMONIC, deepest, GROUPS),
        new RatioHomogeneity(deepest, strata),
        new ClickTable(mostCells),
        new TrustSums(deepest));
  }

  private KeySums(
      PairSums harmonic,
      PairSums uniform,
      PairSums withinDays,
      RatioHomogeneity homogeneity,
      ClickTable table,
      TrustSums trust) {
    this.harmonic = harmonic;
    this.uniform = uniform;
    this.withinDays = withinDays;
    this.homogeneity = homogeneity;
    this.table = table;
    this.trust = trust;
    this.blocks = new BlockCells(harmonic.deepest(), BLOCKS);
  }

  /**
   * What the sums over pairs of positions take, which is nearly all of a state but for its table of
   * keys: it grows with the square of the depth.
   */
  public static long pairBytes(int deepest) {
    return 3 * PairSums.bytes(deepest, GROUPS);
  }

  /** Adds what a key got on one of its days. */
  public void addDay(KeyCells day) {
    withinDays.add(day);
  }

  /**
   * Adds a key with the cells of all its days.
   *
   * @param hash identifies the key
   */
  public void addKey(long hash, KeyCells cells) {
    harmonic.add(cells);
    uniform.add(cells);
    homogeneity.add(hash, cells);
    KeyCells fewer = blocks.of(cells);
    if (fewer.size() > 0 && fewer.position(0) != fewer.position(fewer.size() - 1)) {
      table.add(hash, fewer);
    }
  }

  /**
   * Adds what a key got in random traffic.
   *
   * @param hash identifies the key
   */
  public void addRandomised(long hash, KeyCells cells) {
    trust.add(hash, cells);
  }

  /** Adds the keys of another state of the same shape, which must be other keys. */
  public void merge(KeySums other) {
    harmonic.merge(other.harmonic);
    uniform.merge(other.uniform);
    withinDays.merge(other.withinDays);
    homogeneity.merge(other.homogeneity);
    table.merge(other.table);
    trust.merge(other.trust);
  }

  /** Pairs with harmonic weights, whatever the day. */
  public PairSums harmonic() {
    return harmonic;
  }

  /** Pairs with uniform weights, whatever the day. */
  public PairSums uniform() {
    return uniform;
  }

  /** Pairs with harmonic weights of impressions of the same day. */
  public PairSums withinDays() {
    return withinDays;
  }

  /** The test of the position-based model. */
  public RatioHomogeneity homogeneity() {
    return homogeneity;
  }

  /** Keys shown at several positions, their groups in {@link #BLOCKS} blocks. */
  public ClickTable table() {
    return table;
  }

  /** Trust bias in random traffic. */
  public TrustSums trust() {
    return trust;
  }

  /** The state as bytes: the parts in the order of the accessors, each after its length. */
  public byte[] toBytes() {
    byte[][] parts = {
      harmonic.toBytes(),
      uniform.toBytes(),
      withinDays.toBytes(),
      homogeneity.toBytes(),
      table.toBytes(),
      trust.toBytes()
    };
    int size = 0;
    for (byte[] part : parts) {
      size = Math.addExact(size, Integer.BYTES + part.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      out.putInt(part.length).put(part);
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static KeySums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new KeySums(
        PairSums.fromBytes(part(in)),
        PairSums.fromBytes(part(in)),
        PairSums.fromBytes(part(in)),
        RatioHomogeneity.fromBytes(part(in)),
        ClickTable.fromBytes(part(in)),
        TrustSums.fromBytes(part(in)));
  }

  private static byte[] part(ByteBuffer in) {
    byte[] part = new byte[in.getInt()];
    in.get(part);
    return part;
  }
}
