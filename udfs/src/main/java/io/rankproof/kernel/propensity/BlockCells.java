package io.rankproof.kernel.propensity;

/** A key's cells with their groups put into fewer blocks, by remainder; reused key after key. */
final class BlockCells {
  private final int deepest;
  private final int blocks;
  private final long[] shown;
  private final long[] clicks;
  private final KeyCells result = new KeyCells();

  BlockCells(int deepest, int blocks) {
    this.deepest = deepest;
    this.blocks = blocks;
    shown = new long[deepest * blocks];
    clicks = new long[deepest * blocks];
  }

  /** The same counts by position and block, ordered by them. Valid until the next call. */
  KeyCells of(KeyCells key) {
    for (int cell = 0; cell < key.size(); cell++) {
      int slot = (key.position(cell) - 1) * blocks + key.group(cell) % blocks;
      shown[slot] += (long) key.shown(cell);
      clicks[slot] += (long) key.clicks(cell);
    }
    result.clear();
    for (int slot = 0; slot < deepest * blocks; slot++) {
      if (shown[slot] > 0) {
        result.add(slot / blocks + 1, slot % blocks, shown[slot], clicks[slot]);
        shown[slot] = 0;
        clicks[slot] = 0;
      }
    }
    return result;
  }
}
