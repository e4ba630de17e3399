package io.rankproof.ingest;

import java.util.Arrays;

/**
 * What the rows of one request must satisfy together: exact duplicates are one row, an item is
 * there once, a position holds one item. Fed row by row, one request after the other; arrays only
 * grow. Items are told apart by a 64-bit hash.
 */
public final class RequestRules {
  private static final int INITIAL = 64;
  private static final int LARGE = 4096;

  private final boolean positions;
  private int size;
  private long[] items = new long[INITIAL];
  private long[] contents = new long[INITIAL];
  private long[] times = new long[INITIAL];

  /** Open addressing: index of the row plus one, 0 for a free place. */
  private int[] places = new int[2 * INITIAL];

  private int lastPosition;
  private boolean itemConflict;
  private boolean positionConflict;
  private long first;
  private long last;

  /**
   * @param positions whether the log has positions; then rows come in their order
   */
  public RequestRules(boolean positions) {
    this.positions = positions;
  }

  /** Begins the next request. */
  public void start() {
    size = 0;
    forgetPlaces();
    lastPosition = 0;
    itemConflict = false;
    positionConflict = false;
    first = Long.MAX_VALUE;
    last = Long.MIN_VALUE;
  }

  /** A giant request must not make every later one clear its large table. */
  private void forgetPlaces() {
    if (places.length > LARGE) {
      places = new int[2 * INITIAL];
    } else {
      Arrays.fill(places, 0);
    }
  }

  /**
   * Takes a row. Exact duplicates come one after the other.
   *
   * @param item hash of the item
   * @param content hash of everything that was mapped
   * @param position from 1; of no meaning without positions
   * @param time when it was shown, in microseconds
   * @return whether it stays: false for an exact duplicate of a row before it
   */
  public boolean add(long item, long content, int position, long time) {
    if (size > 0 && items[size - 1] == item && contents[size - 1] == content) {
      return false;
    }
    int place = place(item);
    boolean known = places[place] > 0;
    itemConflict |= known;
    positionConflict |= positions && !known && position == lastPosition;
    lastPosition = position;
    first = Math.min(first, time);
    last = Math.max(last, time);
    append(place, known, item, content, time);
    return true;
  }

  private void append(int place, boolean known, long item, long content, long time) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
      contents = Arrays.copyOf(contents, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    items[size] = item;
    contents[size] = content;
    times[size++] = time;
    if (!known) {
      places[place] = size;
    }
    if (2 * size > places.length) {
      grow();
    }
  }

  private void grow() {
    places = new int[2 * places.length];
    for (int row = 0; row < size; row++) {
      int place = place(items[row]);
      if (places[place] == 0) {
        places[place] = row + 1;
      }
    }
  }

  private int place(long item) {
    int mask = places.length - 1;
    int place = (int) (item ^ (item >>> Integer.SIZE)) & mask;
    while (places[place] > 0 && items[places[place] - 1] != item) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** How many rows stay. */
  public int rows() {
    return size;
  }

  /** The index of an item's row, in the order in which the rows that stay came; -1: none. */
  public int rowOf(long item) {
    return places[place(item)] - 1;
  }

  /** When a row that stays was shown, in microseconds. */
  public long time(int row) {
    return times[row];
  }

  /** Why the request cannot be used; null: it can. */
  public String conflict() {
    if (itemConflict) {
      return Reasons.ITEM_CONFLICT;
    }
    return positionConflict ? Reasons.POSITION_CONFLICT : null;
  }

  /** Time of its earliest row, in microseconds. */
  public long first() {
    return first;
  }

  /** Time of its latest row, in microseconds. */
  public long last() {
    return last;
  }
}
