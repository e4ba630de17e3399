package io.rankproof.kernel.bootstrap;

import java.util.Arrays;

/**
 * A few clusters' vectors waiting to be added together, so that weights are drawn once per cluster
 * and a row of replicate sums is read once for several clusters.
 *
 * <p>A vector covers consecutive cells; entries are kept ordered by their first cell, so that those
 * of the same cells are neighbours.
 */
final class PendingClusters {
  static final int MOST = 8;

  private final long[] clusters = new long[MOST];
  private int clusterCount;
  private int[] owners = new int[MOST];
  private int[] cells = new int[MOST];
  private int[] lengths = new int[MOST];
  private int[] offsets = new int[MOST];
  private int entryCount;
  private double[] pool = new double[64];
  private int poolSize;

  /** Whether there is no room for a vector of this cluster. */
  boolean isFullFor(long cluster) {
    return clusterCount == MOST && clusters[MOST - 1] != cluster;
  }

  void add(long cluster, int firstCell, double[] source, int from, int length) {
    int entry = openEntry(firstCell);
    owners[entry] = ownerOf(cluster);
    cells[entry] = firstCell;
    lengths[entry] = length;
    offsets[entry] = copy(source, from, length);
  }

  private int ownerOf(long cluster) {
    if (clusterCount == 0 || clusters[clusterCount - 1] != cluster) {
      clusters[clusterCount++] = cluster;
    }
    return clusterCount - 1;
  }

  private int openEntry(int firstCell) {
    if (entryCount == owners.length) {
      growEntries();
    }
    int entry = entryCount++;
    while (entry > 0 && cells[entry - 1] > firstCell) {
      owners[entry] = owners[entry - 1];
      cells[entry] = cells[entry - 1];
      lengths[entry] = lengths[entry - 1];
      offsets[entry] = offsets[entry - 1];
      entry--;
    }
    return entry;
  }

  private void growEntries() {
    owners = Arrays.copyOf(owners, 2 * entryCount);
    cells = Arrays.copyOf(cells, 2 * entryCount);
    lengths = Arrays.copyOf(lengths, 2 * entryCount);
    offsets = Arrays.copyOf(offsets, 2 * entryCount);
  }

  private int copy(double[] source, int from, int length) {
    if (poolSize + length > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(2 * pool.length, poolSize + length));
    }
    System.arraycopy(source, from, pool, poolSize, length);
    int offset = poolSize;
    poolSize += length;
    return offset;
  }

  void clear() {
    clusterCount = 0;
    entryCount = 0;
    poolSize = 0;
  }

  int clusterCount() {
    return clusterCount;
  }

  long cluster(int index) {
    return clusters[index];
  }

  int entryCount() {
    return entryCount;
  }

  int owner(int entry) {
    return owners[entry];
  }

  int firstCell(int entry) {
    return cells[entry];
  }

  int length(int entry) {
    return lengths[entry];
  }

  /** The value of an entry for the {@code i}-th of its cells. */
  double value(int entry, int i) {
    return pool[offsets[entry] + i];
  }

  /** Whether the four entries from this one cover the same cells. */
  boolean fourAlike(int entry) {
    return entry + 3 < entryCount
        && alike(entry, entry + 1)
        && alike(entry, entry + 2)
        && alike(entry, entry + 3);
  }

  private boolean alike(int a, int b) {
    return cells[a] == cells[b] && lengths[a] == lengths[b];
  }
}
