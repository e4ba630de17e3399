package io.rankproof.simulate;

/** The distinct items, all in being, that one request chooses from. */
final class CandidateSet {
  /** Tries by popularity for one place; after them the next free item in the catalogue is taken. */
  private static final int TRIES = 32;

  private final Items catalogue;
  private final long[] items;
  private final long[] created;
  private int size;

  CandidateSet(Items catalogue, int count) {
    this.catalogue = catalogue;
    this.items = new long[count];
    this.created = new long[count];
  }

  long[] items() {
    return items;
  }

  long created(int index) {
    return created[index];
  }

  void fill(long request, long time) {
    size = 0;
    while (size < items.length) {
      if (!tryPopular(request, time)) {
        takeNextFree(request, time);
      }
    }
  }

  private boolean tryPopular(long request, long time) {
    long first = (long) size * TRIES;
    for (long n = first; n < first + TRIES; n++) {
      if (add(catalogue.draw(request, n), time)) {
        return true;
      }
    }
    return false;
  }

  /** Ends, because half of the catalogue is in being and that is enough for every candidate. */
  private void takeNextFree(long request, long time) {
    long item = catalogue.draw(request, (long) size * TRIES);
    while (!add(item, time)) {
      item = (item + 1) % catalogue.count();
    }
  }

  private boolean add(long item, long time) {
    if (contains(item)) {
      return false;
    }
    long since = catalogue.created(item);
    if (since > time) {
      return false;
    }
    items[size] = item;
    created[size] = since;
    size++;
    return true;
  }

  private boolean contains(long item) {
    for (int i = 0; i < size; i++) {
      if (items[i] == item) {
        return true;
      }
    }
    return false;
  }
}
