package io.rankproof.prepare;

import io.rankproof.kernel.sum.ExactSums;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.HyperLogLogPlusPlusHelper;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What one pass tells of every column, the same in any order of the rows: missing values; of texts,
 * registers that count distinct ones; of numbers, the range and the exact sum; and the values of a
 * sample. Rows have the texts first, then the numbers, as doubles, and last whether they are of the
 * sample.
 */
final class ColumnSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The registers of Spark's {@code approx_count_distinct(column, 0.02)}, HyperLogLog++ of Heule,
   * Nunkesser and Hall (2013), without the aggregate, whose buffer of a column per eight registers
   * is slow.
   */
  private static final HyperLogLogPlusPlusHelper DISTINCT = new HyperLogLogPlusPlusHelper(0.02);

  private final int texts;
  private final long[] missing;
  private final long[] notFinite;
  private final double[] least;
  private final double[] most;
  private final ExactSums sums;
  private final UnsafeRow registers;
  private final UTF8String[] before;
  private final SampleValues sample;
  private long rows;

  /**
   * @param listed of each text column, whether the sample counts its values
   */
  ColumnSums(boolean[] listed, int numbers) {
    texts = listed.length;
    missing = new long[texts + numbers];
    notFinite = new long[numbers];
    least = new double[numbers];
    most = new double[numbers];
    sums = new ExactSums(numbers);
    sample = new SampleValues(listed, numbers);
    before = new UTF8String[texts];
    registers = zeros(texts * DISTINCT.numWords());
    Arrays.fill(least, Double.NaN);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
  }

  private static UnsafeRow zeros(int longs) {
    UnsafeRow row = new UnsafeRow(longs);
    int bytes = UnsafeRow.calculateBitSetWidthInBytes(longs) + longs * Long.BYTES;
    row.pointTo(new byte[bytes], bytes);
    return row;
  }

  static ColumnSums of(Iterator<InternalRow> rows, boolean[] listed, int numbers) {
    ColumnSums sums = new ColumnSums(listed, numbers);
    while (rows.hasNext()) {
      sums.add(rows.next());
    }
    return sums;
  }

  private void add(InternalRow row) {
    rows++;
    if (row.getBoolean(missing.length)) {
      sample.add(row);
    }
    for (int column = 0; column < missing.length; column++) {
      if (row.isNullAt(column)) {
        missing[column]++;
      } else if (column < texts) {
        addText(column, row.getUTF8String(column));
      } else {
        addNumber(column - texts, row.getDouble(column));
      }
    }
  }

  /** Rows lie together by cluster and request: most texts are those of the row before. */
  private void addText(int text, UTF8String value) {
    if (!value.equals(before[text])) {
      before[text] = value.clone();
      DISTINCT.update(registers, text * DISTINCT.numWords(), value, DataTypes.StringType);
    }
  }

  /** NaN is the largest of all, as in SQL, and 0 has no sign. */
  private void addNumber(int number, double value) {
    double unsigned = value + 0.0;
    if (Double.compare(unsigned, least[number]) < 0) {
      least[number] = unsigned;
    }
    if (Double.compare(unsigned, most[number]) > 0) {
      most[number] = unsigned;
    }
    if (Double.isFinite(value)) {
      sums.add(number, value);
    } else {
      notFinite[number]++;
    }
  }

  ColumnSums merge(ColumnSums other) {
    rows += other.rows;
    sample.merge(other.sample);
    for (int column = 0; column < missing.length; column++) {
      missing[column] += other.missing[column];
    }
    for (int number = 0; number < least.length; number++) {
      notFinite[number] += other.notFinite[number];
      least[number] =
          Double.compare(other.least[number], least[number]) < 0
              ? other.least[number]
              : least[number];
      most[number] =
          Double.compare(other.most[number], most[number]) > 0 ? other.most[number] : most[number];
    }
    sums.merge(other.sums);
    for (int text = 0; text < texts; text++) {
      int place = text * DISTINCT.numWords();
      DISTINCT.merge(registers, other.registers, place, place);
    }
    return this;
  }

  /** The values of the rows that belong to the sample. */
  SampleValues sample() {
    return sample;
  }

  long rows() {
    return rows;
  }

  /** Rows without a value of a column: texts first, then numbers. */
  long missing(int column) {
    return missing[column];
  }

  /** About how many different values a text column has. */
  long distinct(int text) {
    return DISTINCT.query(registers, text * DISTINCT.numWords());
  }

  /** The least value of a number column; null: there is none. */
  Double least(int number) {
    return values(number) == 0 ? null : (Double) least[number];
  }

  /** The largest value of a number column; null: there is none. */
  Double most(int number) {
    return values(number) == 0 ? null : (Double) most[number];
  }

  /** The mean of a number column; null: there is no value, or one that is not finite. */
  Double mean(int number) {
    return values(number) == 0 || notFinite[number] > 0
        ? null
        : (Double) sums.mean(number, values(number));
  }

  private long values(int number) {
    return rows - missing[texts + number];
  }
}
