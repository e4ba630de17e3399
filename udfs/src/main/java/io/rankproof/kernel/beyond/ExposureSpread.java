package io.rankproof.kernel.beyond;

import java.nio.ByteBuffer;

/**
 * How exposure is spread over a catalogue, as a mergeable state: items counted by their exposure.
 *
 * <p>Exposures that agree in their leading {@value #SIGNIFICANT_BITS} bits share a bin, which keeps
 * their number and sum: whole numbers below 2^{@value #SIGNIFICANT_BITS} stay apart, others in a
 * bin differ by less than 1 in 8,192, which moves the Gini coefficient by less than 1e-4. At most a
 * few hundred thousand bins, however large the catalogue. Everything is summed as whole numbers:
 * the same bits in any order.
 *
 * <p>Layout of {@link #toBytes}: int bins, then for each, by ascending exposure, four longs: bin,
 * items, exposure, covered.
 */
public final class ExposureSpread {
  private static final int SIGNIFICANT_BITS = 14;
  private static final int ITEMS = 0;
  private static final int EXPOSURE = 1;
  private static final int COVERED = 2;

  private final LongTable bins = new LongTable(3);

  /**
   * Adds an item (or creator) of the catalogue.
   *
   * @param exposure its exposure, 0 when it was never in a top k
   * @param logMissed the logarithm of the chance that it never was
   */
  public void add(long exposure, long logMissed) {
    add(binOf(exposure), 1, exposure, Exposure.covered(logMissed));
  }

  private void add(long bin, long items, long exposure, long covered) {
    int slot = bins.slotOf(bin);
    bins.set(slot, ITEMS, bins.value(slot, ITEMS) + items);
    bins.set(slot, EXPOSURE, Math.addExact(bins.value(slot, EXPOSURE), exposure));
    bins.set(slot, COVERED, bins.value(slot, COVERED) + covered);
  }

  /** The exposure with all but its leading bits cleared: bins are in the order of exposures. */
  private static long binOf(long exposure) {
    int drop = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(exposure) - SIGNIFICANT_BITS);
    return exposure >>> drop << drop;
  }

  /** Adds the items of another part of the catalogue; returns this. */
  public ExposureSpread merge(ExposureSpread other) {
    for (int slot = 0; slot < other.bins.slots(); slot++) {
      if (other.bins.isUsed(slot)) {
        add(
            other.bins.key(slot),
            other.bins.value(slot, ITEMS),
            other.bins.value(slot, EXPOSURE),
            other.bins.value(slot, COVERED));
      }
    }
    return this;
  }

  /** Items of the catalogue. */
  public long items() {
    return total(ITEMS);
  }

  /** The share of the catalogue that was in some top k, in [0, 1]; NaN without items. */
  public double coverage() {
    return total(COVERED) / (double) Exposure.ONE / items();
  }

  private long total(int index) {
    long total = 0;
    for (int slot = 0; slot < bins.slots(); slot++) {
      total += bins.isUsed(slot) ? bins.value(slot, index) : 0;
    }
    return total;
  }

  /**
   * The Gini coefficient of exposure over the catalogue: sum over items by ascending exposure x of
   * (2 rank - n - 1) x_rank, over n times the sum of x. 0 when all are shown alike, (n - 1) / n
   * when one item has everything; NaN without exposure.
   */
  public double gini() {
    double n = items();
    double total = 0;
    double weighted = 0;
    double below = 0;
    for (int slot : bins.sortedSlots()) {
      double items = bins.value(slot, ITEMS);
      double exposure = bins.value(slot, EXPOSURE);
      weighted += exposure * (2 * below + items - n);
      total += exposure;
      below += items;
    }
    return total == 0 ? Double.NaN : weighted / (n * total);
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + bins.size() * 4 * Long.BYTES);
    out.putInt(bins.size());
    for (int slot : bins.sortedSlots()) {
      out.putLong(bins.key(slot));
      for (int i = 0; i < bins.width(); i++) {
        out.putLong(bins.value(slot, i));
      }
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ExposureSpread fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ExposureSpread state = new ExposureSpread();
    int bins = in.getInt();
    for (int i = 0; i < bins; i++) {
      state.add(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }
    return state;
  }
}
