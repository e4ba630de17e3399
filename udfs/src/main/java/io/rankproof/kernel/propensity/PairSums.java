package io.rankproof.kernel.propensity;

import io.rankproof.kernel.sum.FixedSums;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What the context keys shown at several positions say about every pair of positions, as a
 * mergeable state: the small table that intervention harvesting is solved from.
 *
 * <p>For positions l &lt; h, with n_j and c_j the impressions and clicks of key j there and w_j its
 * {@link PairWeights}, over the keys that both positions showed:
 *
 * <pre>
 *   upper U = sum_j w_j c_jh / n_jh        lower L = sum_j w_j c_jl / n_jl
 * </pre>
 *
 * Under the position-based model E[U] / E[L] = p_h / p_l: each key is compared with itself. The
 * clusters (users, say) are put into groups by a hash; for each group the state keeps the
 * derivatives of U and L in the direction of the group's counts, whose squares give the
 * delta-method variance with the groups as independent units. Sums are {@link FixedSums}: the order
 * and the partitioning of the keys do not matter.
 */
public final class PairSums {
  private final PairWeights weights;
  private final int deepest;
  private final int groups;
  private final FixedSums totals;
  private final FixedSums slopes;
  private final boolean[] present;
  private final KeyTotals key;

  /**
   * @param deepest deepest position
   * @param groups number of groups of clusters
   */
  public PairSums(PairWeights weights, int deepest, int groups) {
    this(
        weights,
        deepest,
        groups,
        new FixedSums(2 * pairs(deepest)),
        new FixedSums(Math.multiplyExact(groups, 2 * pairs(deepest))),
        new boolean[groups]);
  }

  private PairSums(
      PairWeights weights,
      int deepest,
      int groups,
      FixedSums totals,
      FixedSums slopes,
      boolean[] present) {
    this.weights = weights;
    this.deepest = deepest;
    this.groups = groups;
    this.totals = totals;
    this.slopes = slopes;
    this.present = present;
    this.key = new KeyTotals(deepest);
  }

  private static int pairs(int deepest) {
    return Math.toIntExact((long) deepest * (deepest - 1) / 2);
  }

  /** What a state takes, whatever it is filled with. */
  static long bytes(int deepest, int groups) {
    return (1L + groups) * deepest * (deepest - 1) * FixedSums.BYTES;
  }

  /** Index of the pair of positions low &lt; high. */
  private static int pair(int low, int high) {
    return (high - 1) * (high - 2) / 2 + low - 1;
  }

  /** Adds a key with all its cells; one that was shown at a single position says nothing. */
  public void add(KeyCells cells) {
    key.set(cells);
    if (key.positions() < 2) {
      return;
    }
    for (int i = 0; i < key.positions(); i++) {
      for (int j = i + 1; j < key.positions(); j++) {
        addTotals(key.position(i), key.position(j));
      }
    }
    for (int cell = 0; cell < cells.size(); cell++) {
      present[cells.group(cell)] = true;
      for (int i = 0; i < key.positions(); i++) {
        if (key.position(i) != cells.position(cell)) {
          addSlopes(cells, cell, key.position(i));
        }
      }
    }
  }

  private void addTotals(int low, int high) {
    double weight = weights.of(key.shown(high), key.shown(low));
    int pair = pair(low, high);
    totals.add(2 * pair, weight * key.clicks(high) / key.shown(high));
    totals.add(2 * pair + 1, weight * key.clicks(low) / key.shown(low));
  }

  private void addSlopes(KeyCells cells, int cell, int other) {
    int own = cells.position(cell);
    double ownShown = key.shown(own);
    double otherShown = key.shown(other);
    double shown = cells.shown(cell);
    double ownRate = key.clicks(own) / ownShown;
    double slope = weights.slope(ownShown, otherShown);
    double ownSlope =
        weights.of(ownShown, otherShown) * (cells.clicks(cell) - shown * ownRate) / ownShown
            + shown * slope * ownRate;
    double otherSlope = shown * slope * key.clicks(other) / otherShown;
    int at = slot(cells.group(cell), Math.min(own, other), Math.max(own, other));
    slopes.add(own > other ? at : at + 1, ownSlope);
    slopes.add(own > other ? at + 1 : at, otherSlope);
  }

  private int slot(int group, int low, int high) {
    return 2 * (group * pairs(deepest) + pair(low, high));
  }

  /** Adds the keys of another state of the same shape, which must be other keys. */
  public void merge(PairSums other) {
    totals.merge(other.totals);
    slopes.merge(other.slopes);
    for (int group = 0; group < groups; group++) {
      present[group] |= other.present[group];
    }
  }

  int deepest() {
    return deepest;
  }

  /** The groups that a key shown at several positions belongs to. */
  int[] groups() {
    return IntStream.range(0, groups).filter(g -> present[g]).toArray();
  }

  /** The weighted clicks at {@code position}, of the keys that {@code other} showed too. */
  double clicks(int position, int other) {
    return totals.value(
        2 * pair(Math.min(position, other), Math.max(position, other))
            + (position > other ? 0 : 1));
  }

  /** Derivative of {@link #clicks} in the direction of a group's counts. */
  double slope(int group, int position, int other) {
    return slopes.value(
        slot(group, Math.min(position, other), Math.max(position, other))
            + (position > other ? 0 : 1));
  }

  /**
   * The state as bytes: ordinal of the weights, deepest position, groups, the presence of each
   * group (a byte), then totals and slopes as {@link FixedSums}.
   */
  public byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(3 * Integer.BYTES + groups + totals.byteSize() + slopes.byteSize());
    out.putInt(weights.ordinal()).putInt(deepest).putInt(groups);
    for (boolean there : present) {
      out.put((byte) (there ? 1 : 0));
    }
    totals.writeTo(out);
    slopes.writeTo(out);
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static PairSums fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    PairWeights weights = PairWeights.values()[in.getInt()];
    int deepest = in.getInt();
    boolean[] present = new boolean[in.getInt()];
    for (int group = 0; group < present.length; group++) {
      present[group] = in.get() != 0;
    }
    return new PairSums(
        weights, deepest, present.length, FixedSums.readFrom(in), FixedSums.readFrom(in), present);
  }
}
