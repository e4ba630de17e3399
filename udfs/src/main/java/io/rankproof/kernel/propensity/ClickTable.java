package io.rankproof.kernel.propensity;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Impressions and clicks of many keys by position and group, as a mergeable state: what is small
 * enough to be solved by iteration in one place.
 *
 * <p>Bounded: of the keys added, those of the smallest hash are kept whose cells fit. They are in
 * the order of their hash, so the state does not depend on the order of adding and merging.
 */
public final class ClickTable {
  private final int mostCells;
  private long keysSeen;
  private int keys;
  private int cells;
  private boolean sorted = true;
  private long[] hash;
  private int[] start;
  private int[] position;
  private int[] group;
  private double[] shown;
  private double[] clicks;

  /**
   * @param mostCells cells (key, position, group) to keep
   */
  public ClickTable(int mostCells) {
    this(mostCells, 16, 64);
  }

  private ClickTable(int mostCells, int keyRoom, int cellRoom) {
    this.mostCells = mostCells;
    hash = new long[keyRoom];
    start = new int[keyRoom + 1];
    position = new int[cellRoom];
    group = new int[cellRoom];
    shown = new double[cellRoom];
    clicks = new double[cellRoom];
  }

  /** Adds a key with all its cells; the hash identifies it. */
  public void add(long keyHash, KeyCells key) {
    keysSeen++;
    ensure(key.size());
    hash[keys] = keyHash;
    for (int i = 0; i < key.size(); i++) {
      position[cells] = key.position(i);
      group[cells] = key.group(i);
      shown[cells] = key.shown(i);
      clicks[cells] = key.clicks(i);
      cells++;
    }
    start[++keys] = cells;
    sorted = false;
    if (cells > 2L * mostCells) {
      settle();
    }
  }

  private void ensure(int more) {
    if (keys + 1 == start.length) {
      hash = Arrays.copyOf(hash, 2 * hash.length);
      start = Arrays.copyOf(start, hash.length + 1);
    }
    if (cells + more > position.length) {
      int room = Math.max(cells + more, 2 * position.length);
      position = Arrays.copyOf(position, room);
      group = Arrays.copyOf(group, room);
      shown = Arrays.copyOf(shown, room);
      clicks = Arrays.copyOf(clicks, room);
    }
  }

  /** Adds the keys of another state, which must be other keys. */
  public void merge(ClickTable other) {
    KeyCells key = new KeyCells();
    long seen = keysSeen + other.keysSeen;
    for (int i = 0; i < other.keys; i++) {
      key.clear();
      for (int cell = other.start[i]; cell < other.start[i + 1]; cell++) {
        key.add(
            other.position[cell],
            other.group[cell],
            (long) other.shown[cell],
            (long) other.clicks[cell]);
      }
      add(other.hash[i], key);
    }
    keysSeen = seen;
  }

  /** Orders the keys by hash and lets go of those whose cells do not fit. */
  private void settle() {
    if (sorted) {
      return;
    }
    int[] order =
        IntStream.range(0, keys)
            .boxed()
            .sorted(Comparator.comparingLong(i -> hash[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    ClickTable kept = new ClickTable(mostCells, hash.length, position.length);
    for (int key : order) {
      int size = start[key + 1] - start[key];
      if (kept.cells + size > mostCells) {
        break;
      }
      kept.hash[kept.keys] = hash[key];
      System.arraycopy(position, start[key], kept.position, kept.cells, size);
      System.arraycopy(group, start[key], kept.group, kept.cells, size);
      System.arraycopy(shown, start[key], kept.shown, kept.cells, size);
      System.arraycopy(clicks, start[key], kept.clicks, kept.cells, size);
      kept.cells += size;
      kept.start[++kept.keys] = kept.cells;
    }
    keys = kept.keys;
    cells = kept.cells;
    hash = kept.hash;
    start = kept.start;
    position = kept.position;
    group = kept.group;
    shown = kept.shown;
    clicks = kept.clicks;
    sorted = true;
  }

  /** Number of keys kept. */
  public int keys() {
    settle();
    return keys;
  }

  /** Number of keys ever added. */
  public long keysSeen() {
    return keysSeen;
  }

  /** Number of cells kept. */
  public int cells() {
    settle();
    return cells;
  }

  /** Deepest position of any key kept; 0 without keys. */
  public int deepest() {
    settle();
    return Arrays.stream(position, 0, cells).max().orElse(0);
  }

  /** Whether a group has this remainder by the number of blocks. */
  boolean hasGroup(int block, int blocks) {
    return Arrays.stream(group, 0, cells()).anyMatch(g -> g % blocks == block);
  }

  /**
   * Whether the ratio of each position's examination to the first one's is identified: keys with a
   * click connect the positions that showed them. Index position - 1.
   */
  boolean[] connected() {
    boolean[] reached = new boolean[deepest()];
    boolean grew = reached.length > 0;
    while (grew) {
      grew = false;
      reached[0] = true;
      for (int key = 0; key < keys; key++) {
        grew |= connect(key, reached);
      }
    }
    return reached;
  }

  private boolean connect(int key, boolean[] reached) {
    boolean clicked = false;
    boolean touches = false;
    for (int cell = start[key]; cell < start[key + 1]; cell++) {
      clicked |= clicks[cell] > 0;
      touches |= reached[position[cell] - 1];
    }
    boolean grew = false;
    for (int cell = start[key]; cell < start[key + 1] && clicked && touches; cell++) {
      grew |= !reached[position[cell] - 1];
      reached[position[cell] - 1] = true;
    }
    return grew;
  }

  int start(int key) {
    return start[key];
  }

  int position(int cell) {
    return position[cell];
  }

  int group(int cell) {
    return group[cell];
  }

  double shown(int cell) {
    return shown[cell];
  }

  double clicks(int cell) {
    return clicks[cell];
  }

  /**
   * The state as bytes: most cells, keys seen, keys, cells; hash and end of every key; position,
   * group, impressions and clicks of every cell.
   */
  public byte[] toBytes() {
    settle();
    ByteBuffer out = ByteBuffer.allocate(20 + 12 * keys + 24 * cells);
    out.putInt(mostCells).putLong(keysSeen).putInt(keys).putInt(cells);
    for (int key = 0; key < keys; key++) {
      out.putLong(hash[key]).putInt(start[key + 1]);
    }
    for (int cell = 0; cell < cells; cell++) {
      out.putInt(position[cell]).putInt(group[cell]);
      out.putDouble(shown[cell]).putDouble(clicks[cell]);
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ClickTable fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int mostCells = in.getInt();
    long seen = in.getLong();
    int keys = in.getInt();
    int cells = in.getInt();
    ClickTable table = new ClickTable(mostCells, keys + 1, cells + 1);
    table.keysSeen = seen;
    table.keys = keys;
    table.cells = cells;
    for (int key = 0; key < keys; key++) {
      table.hash[key] = in.getLong();
      table.start[key + 1] = in.getInt();
    }
    for (int cell = 0; cell < cells; cell++) {
      table.position[cell] = in.getInt();
      table.group[cell] = in.getInt();
      table.shown[cell] = in.getDouble();
      table.clicks[cell] = in.getDouble();
    }
    return table;
  }
}
