package io.rankproof.evaluate;

import io.rankproof.evaluate.BeyondPart.Exposures;
import io.rankproof.kernel.beyond.Exposure;
import io.rankproof.kernel.beyond.LongTable;
import java.util.Queue;

/** Adds up exposures on the way: what a task sends is aggregated as far as memory allows. */
final class ExposureTables {
  static final int ITEMS = 0;
  static final int CREATORS = 1;
  static final int KINDS = 2;

  /** Keys of a table that is sent on: some megabytes with a few models. */
  static final int FULL = 1 << 17;

  private final LongTable[] tables = new LongTable[KINDS];
  private final Queue<BeyondPart> ready;

  /**
   * @param ready takes tables that are full
   */
  ExposureTables(int models, Queue<BeyondPart> ready) {
    this.ready = ready;
    for (int kind = 0; kind < KINDS; kind++) {
      tables[kind] = new LongTable(2 * models);
    }
  }

  /**
   * Adds a row's item or creator; it belongs to the catalogue even with a chance of 0. Sends on a
   * table that has become too large.
   */
  void add(int kind, long key, int model, double chance) {
    LongTable table = tables[kind];
    int slot = table.slotOf(key);
    if (chance > 0) {
      int exposure = 2 * model;
      int missed = exposure + 1;
      table.set(slot, exposure, table.value(slot, exposure) + Exposure.of(chance));
      table.set(slot, missed, Exposure.plus(table.value(slot, missed), Exposure.logMissed(chance)));
    }
    if (table.size() >= FULL) {
      send(kind);
    }
  }

  /** Sends on everything. */
  void sendAll() {
    for (int kind = 0; kind < KINDS; kind++) {
      if (tables[kind].size() > 0) {
        send(kind);
      }
    }
  }

  private void send(int kind) {
    LongTable table = tables[kind];
    long[] keys = new long[table.size()];
    long[] values = new long[table.size() * table.width()];
    int next = 0;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot)) {
        for (int i = 0; i < table.width(); i++) {
          values[next * table.width() + i] = table.value(slot, i);
        }
        keys[next++] = table.key(slot);
      }
    }
    ready.add(BeyondPart.of(new Exposures(kind, keys, values)));
    table.clear();
  }
}
