package io.rankproof.kernel.ope;

import io.rankproof.kernel.sum.FixedSums;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the instance weight at each place of lists, from 0, is shared by loggers, as a mergeable
 * state. Where no row of a place has weight, shares are of its rows. Rows may come in any order and
 * partitioning: sums are exact.
 *
 * <p>With {@code byLength} lists of each length have shares of their own. It takes less of the
 * loggers, where what is expected of a row, or what the target does, depends on the number of rows:
 * that number may then be another with each logger. Lists of {@link #LONGEST} rows and more count
 * as of one length, so that there are at most so many times the places of a list.
 *
 * <p>Layout of {@link #toBytes}: int loggers, byte byLength, int lengths, then for each length an
 * int, its number of places, and for each place the weights as {@link FixedSums} and a long per
 * logger, its rows.
 */
public final class LoggerShares {
  /** Longer lists have the shares of one length. */
  public static final int LONGEST = 500;

  /** Heavier rows are in no sum of the estimators. */
  private static final double LARGEST = 0x1p30;

  private final int loggers;
  private final boolean byLength;
  private final List<List<Place>> lengths = new ArrayList<>();

  private record Place(FixedSums weights, long[] rows) {
    Place(int loggers) {
      this(new FixedSums(loggers), new long[loggers]);
    }

    double[] shares() {
      double[] sums = new double[rows.length];
      Arrays.setAll(sums, weights::value);
      return LoggerShares.shares(sums, Arrays.stream(rows).asDoubleStream().toArray());
    }
  }

  /**
   * Each logger's share of the instance weight, or of the rows where none has weight; NaN where
   * there are none.
   */
  public static double[] shares(double[] weights, double[] rows) {
    double all = total(weights);
    double[] own = all > 0 ? weights : rows;
    double whole = all > 0 ? all : total(rows);
    return Arrays.stream(own).map(number -> number / whole).toArray();
  }

  private static double total(double[] numbers) {
    double total = 0;
    for (double number : numbers) {
      total += number;
    }
    return total;
  }

  /**
   * The shares themselves.
   *
   * @param shares by length (0 where lists of every length have the same), place and logger
   */
  public record Table(int loggers, boolean byLength, double[][][] shares) implements Serializable {

    /** Shares at a place of a list, of which a row must have been added. */
    double[] at(int length, int place) {
      return shares[key(byLength, length)][place];
    }
  }

  /**
   * Nothing counted.
   *
   * @param loggers their number
   * @param byLength whether lists of each length have shares of their own
   */
  public LoggerShares(int loggers, boolean byLength) {
    this.loggers = loggers;
    this.byLength = byLength;
  }

  /**
   * Adds a row.
   *
   * @param length rows of its list
   * @param place from the top, from 0
   * @param logger whose list it is
   */
  public void add(int length, int place, int logger, double instance) {
    Place at = place(key(byLength, length), place);
    if (instance < LARGEST) {
      at.weights.add(logger, instance);
      at.rows[logger]++;
    }
  }

  private static int key(boolean byLength, int length) {
    return byLength ? Math.min(length, LONGEST) : 0;
  }

  private Place place(int length, int place) {
    while (lengths.size() <= length) {
      lengths.add(new ArrayList<>());
    }
    List<Place> places = lengths.get(length);
    while (places.size() <= place) {
      places.add(new Place(loggers));
    }
    return places.get(place);
  }

  /** Adds the rows of another state of the same shape. */
  public void merge(LoggerShares other) {
    for (int length = 0; length < other.lengths.size(); length++) {
      for (int place = 0; place < other.lengths.get(length).size(); place++) {
        Place from = other.lengths.get(length).get(place);
        Place to = place(length, place);
        to.weights.merge(from.weights);
        for (int logger = 0; logger < loggers; logger++) {
          to.rows[logger] += from.rows[logger];
        }
      }
    }
  }

  /** The shares of what was added. */
  public Table table() {
    double[][][] shares =
        lengths.stream()
            .map(places -> places.stream().map(Place::shares).toArray(double[][]::new))
            .toArray(double[][][]::new);
    return new Table(loggers, byLength, shares);
  }

  /** The state as bytes, in the layout of the class comment. */
  public byte[] toBytes() {
    int size = 2 * Integer.BYTES + 1;
    for (List<Place> places : lengths) {
      size += Integer.BYTES;
      for (Place place : places) {
        size += place.weights.byteSize() + Long.BYTES * loggers;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(loggers).put((byte) (byLength ? 1 : 0)).putInt(lengths.size());
    for (List<Place> places : lengths) {
      out.putInt(places.size());
      for (Place place : places) {
        place.weights.writeTo(out);
        for (long rows : place.rows) {
          out.putLong(rows);
        }
      }
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static LoggerShares fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    LoggerShares state = new LoggerShares(in.getInt(), in.get() == 1);
    int lengths = in.getInt();
    for (int length = 0; length < lengths; length++) {
      List<Place> places = new ArrayList<>();
      int size = in.getInt();
      for (int place = 0; place < size; place++) {
        places.add(state.read(in));
      }
      state.lengths.add(places);
    }
    return state;
  }

  private Place read(ByteBuffer in) {
    Place place = new Place(FixedSums.readFrom(in), new long[loggers]);
    for (int logger = 0; logger < loggers; logger++) {
      place.rows[logger] = in.getLong();
    }
    return place;
  }
}
