package io.rankproof.kernel.propensity;

import java.util.Arrays;

/** Lists with their clicks, from the top down: what click models are fitted to and judged by. */
public final class ClickLists {
  /** Stands for a key that the fitted lists do not have. */
  public static final int UNKNOWN = -1;

  private int lists;
  private int size;
  private int[] start = new int[64];
  private int[] key = new int[256];
  private int[] context = new int[256];
  private int[] position = new int[256];
  private boolean[] click = new boolean[256];

  /** Starts a new list; what is added from now on belongs to it. */
  public void startList() {
    if (lists + 1 == start.length) {
      start = Arrays.copyOf(start, 2 * start.length);
    }
    lists++;
    start[lists] = size;
  }

  /**
   * Adds an impression below those of the same list.
   *
   * @param key number of its context key, from 0, or {@link #UNKNOWN}
   * @param context number of its context, from 0
   * @param position where it was shown, above that of the impression before it
   */
  public void add(int key, int context, int position, boolean click) {
    if (lists == 0) {
      throw new IllegalStateException("there is no list: call startList first");
    }
    if (size > start[lists - 1] && this.position[size - 1] >= position) {
      throw new IllegalArgumentException(
          "position "
              + position
              + " after position "
              + this.position[size - 1]
              + ": a list goes from the top down");
    }
    if (size == this.key.length) {
      this.key = Arrays.copyOf(this.key, 2 * size);
      this.context = Arrays.copyOf(this.context, 2 * size);
      this.position = Arrays.copyOf(this.position, 2 * size);
      this.click = Arrays.copyOf(this.click, 2 * size);
    }
    this.key[size] = key;
    this.context[size] = context;
    this.position[size] = position;
    this.click[size] = click;
    size++;
    start[lists] = size;
  }

  /** Number of lists. */
  public int lists() {
    return lists;
  }

  /** Number of impressions. */
  public int size() {
    return size;
  }

  /** First impression of a list; that of the list after the last one is the end. */
  int start(int list) {
    return start[list];
  }

  int key(int impression) {
    return key[impression];
  }

  int context(int impression) {
    return context[impression];
  }

  int position(int impression) {
    return position[impression];
  }

  boolean click(int impression) {
    return click[impression];
  }

  /** One more than the largest key. */
  int keys() {
    return Arrays.stream(key, 0, size).max().orElse(-1) + 1;
  }

  int deepest() {
    return Arrays.stream(position, 0, size).max().orElse(0);
  }

  /** The last impression of a list with a click; one before its start if there is none. */
  int lastClick(int list) {
    int last = start[list + 1] - 1;
    while (last >= start[list] && !click[last]) {
      last--;
    }
    return last;
  }

  /** The first impression of a list with a click; its end if there is none. */
  int firstClick(int list) {
    int first = start[list];
    while (first < start[list + 1] && !click[first]) {
      first++;
    }
    return first;
  }
}
