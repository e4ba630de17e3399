package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** Copies of a column of a batch into arrays. */
final class VectorColumn {
  private VectorColumn() {}

  /** The numbers of a column. */
  static final class Numbers {
    /** With ids below it, the values of a dictionary that a batch has are decoded first. */
    private static final int FEW = Long.SIZE;

    private final double missing;
    private final boolean finite;
    private boolean lacksAny;
    private double[] own = {};
    private double[] ofId = new double[FEW];
    private int[] batchOfId = {};
    private int batch;

    /** The ids of a batch's numbers, the largest, and the set of those below {@link #FEW}. */
    private int[] ids = {};

    private int largest;
    private long present;

    private Numbers(double missing, boolean finite) {
      this.missing = missing;
      this.finite = finite;
    }

    /** Any numbers; null is NaN. */
    static Numbers any() {
      return new Numbers(Double.NaN, false);
    }

    /**
     * Finite numbers.
     *
     * @param missing what null and numbers that are not finite become
     */
    static Numbers finite(double missing) {
      return new Numbers(missing, true);
    }

    /** Whether some number of the last batch is what a missing one becomes. */
    boolean lacksAny() {
      return lacksAny;
    }

    /**
     * Reads a batch's.
     *
     * @return the numbers, until the next batch
     */
    double[] read(ColumnVector column, Kind kind, int rows) {
      WritableColumnVector idsOfBatch = dictionaryIds(column);
      batch++;
      lacksAny = column.hasNull();
      reserve(rows);
      if (idsOfBatch == null) {
        take(column, kind, rows);
        check(rows);
        if (column.hasNull()) {
          leaveOutNulls(column, rows);
        }
      } else if (lacksAny) {
        readIdsWithNulls(column, kind, rows);
      } else {
        takeIds(idsOfBatch, rows);
        readIds(column, kind, rows);
      }
      return own;
    }

    /** The column's own arrays of a batch would be garbage of the next one. */
    private void take(ColumnVector column, Kind kind, int rows) {
      double[] numbers = own;
      if (kind == Kind.DOUBLE) {
        for (int i = 0; i < rows; i++) {
          numbers[i] = column.getDouble(i);
        }
      } else {
        for (int i = 0; i < rows; i++) {
          numbers[i] = number(column, kind, i);
        }
      }
    }

    private void reserve(int rows) {
      own = own.length < rows ? new double[rows] : own;
    }

    /** The place of a null may hold any number. */
    private void leaveOutNulls(ColumnVector column, int rows) {
      for (int i = 0; i < rows; i++) {
        own[i] = column.isNullAt(i) ? missing : own[i];
      }
    }

    /** The place of a null may hold the id of no number. */
    private void readIdsWithNulls(ColumnVector column, Kind kind, int rows) {
      for (int i = 0; i < rows; i++) {
        own[i] = column.isNullAt(i) ? missing : valid(number(column, kind, i));
      }
    }

    private double valid(double number) {
      return finite && !Double.isFinite(number) ? missing : number;
    }

    private void check(int rows) {
      if (finite && !areFinite(own, rows)) {
        lacksAny = true;
        for (int i = 0; i < rows; i++) {
          own[i] = valid(own[i]);
        }
      }
    }

    /** Zero times a finite number is zero, else NaN. Four sums do not wait for each other. */
    private static boolean areFinite(double[] numbers, int rows) {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int i = 0;
      for (; i + 4 <= rows; i += 4) {
        a += 0 * numbers[i];
        b += 0 * numbers[i + 1];
        c += 0 * numbers[i + 2];
        d += 0 * numbers[i + 3];
      }
      for (; i < rows; i++) {
        a += 0 * numbers[i];
      }
      return a + b + c + d == 0;
    }

    private void takeIds(WritableColumnVector from, int rows) {
      ids = ids.length < rows ? new int[rows] : ids;
      int most = 0;
      long set = 0;
      for (int i = 0; i < rows; i++) {
        int id = from.getDictId(i);
        ids[i] = id;
        most = Math.max(most, id);
        set |= 1L << id;
      }
      largest = most;
      present = set;
    }

    /** Each number of a dictionary is decoded once a batch. */
    private void readIds(ColumnVector column, Kind kind, int rows) {
      if (largest < FEW) {
        decodeFew(column, kind);
      } else {
        decodeMany(column, kind, rows);
      }
      double[] numbers = own;
      double[] decoded = ofId;
      for (int i = 0; i < rows; i++) {
        numbers[i] = decoded[ids[i]];
      }
    }

    private void decodeFew(ColumnVector column, Kind kind) {
      for (long left = present; left != 0; left &= left - 1) {
        int id = Long.numberOfTrailingZeros(left);
        int row = 0;
        while (ids[row] != id) {
          row++;
        }
        decode(id, column, kind, row);
      }
    }

    private void decodeMany(ColumnVector column, Kind kind, int rows) {
      if (largest >= batchOfId.length) {
        ofId = Arrays.copyOf(ofId, Math.max(FEW, 2 * largest));
        batchOfId = Arrays.copyOf(batchOfId, ofId.length);
      }
      for (int i = 0; i < rows; i++) {
        if (batchOfId[ids[i]] != batch) {
          batchOfId[ids[i]] = batch;
          decode(ids[i], column, kind, i);
        }
      }
    }

    private void decode(int id, ColumnVector column, Kind kind, int row) {
      double number = number(column, kind, row);
      ofId[id] = valid(number);
      lacksAny |= finite && !Double.isFinite(number);
    }
  }

  private static double number(ColumnVector column, Kind kind, int row) {
    return switch (kind) {
      case DOUBLE -> column.getDouble(row);
      case FLOAT -> column.getFloat(row);
      case BOOLEAN -> column.getBoolean(row) ? 1 : 0;
      default -> whole(column, kind, row);
    };
  }

  /** The truths; false for null. */
  static void truths(ColumnVector column, Kind kind, int rows, boolean[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] =
          !column.isNullAt(i)
              && (kind == Kind.BOOLEAN ? column.getBoolean(i) : whole(column, kind, i) != 0);
    }
  }

  static long whole(ColumnVector column, Kind kind, int row) {
    return switch (kind) {
      case BYTE -> column.getByte(row);
      case SHORT -> column.getShort(row);
      case INT -> column.getInt(row);
      case LONG -> column.getLong(row);
      default -> throw new IllegalArgumentException("no whole numbers: " + kind);
    };
  }

  /** The ids of a text column's values in its dictionary; null where it has none. */
  static WritableColumnVector dictionaryIds(ColumnVector column) {
    return column instanceof WritableColumnVector vector && vector.hasDictionary()
        ? vector.getDictionaryIds()
        : null;
  }

  /** A text; null for null. It may lie in memory that the next batch overwrites. */
  static UTF8String text(ColumnVector column, int row) {
    return column.isNullAt(row) ? null : column.getUTF8String(row);
  }

  /** The codes of a segment. */
  static final class Codes {
    private int[] codeOfId = {};
    private int[] batchOfId = {};
    private int batch;

    void read(ColumnVector column, Kind kind, int rows, SegmentCoder coder, int[] out) {
      WritableColumnVector ids = kind == Kind.TEXT ? dictionaryIds(column) : null;
      batch++;
      if (ids != null && !column.hasNull()) {
        readIds(ids.getInts(0, rows), column, coder, out);
        return;
      }
      for (int i = 0; i < rows; i++) {
        if (column.isNullAt(i)) {
          out[i] = coder.missing();
        } else if (ids != null) {
          out[i] = codeOf(ids.getDictId(i), column, i, coder);
        } else {
          out[i] =
              kind == Kind.TEXT
                  ? coder.code(column.getUTF8String(i))
                  : coder.code(whole(column, kind, i));
        }
      }
    }

    /** Equal values mostly follow one another. */
    private void readIds(int[] ids, ColumnVector column, SegmentCoder coder, int[] out) {
      int last = -1;
      int code = 0;
      for (int i = 0; i < ids.length; i++) {
        int id = ids[i];
        if (id != last) {
          last = id;
          code = codeOf(id, column, i, coder);
        }
        out[i] = code;
      }
    }

    private int codeOf(int id, ColumnVector column, int row, SegmentCoder coder) {
      if (id >= batchOfId.length) {
        int capacity = Math.max(64, 2 * id);
        codeOfId = Arrays.copyOf(codeOfId, capacity);
        batchOfId = Arrays.copyOf(batchOfId, capacity);
      }
      if (batchOfId[id] != batch) {
        batchOfId[id] = batch;
        codeOfId[id] = coder.code(column.getUTF8String(row));
      }
      return codeOfId[id];
    }
  }
}
