package io.rankproof.prepare;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The values of the rows of a sample, column by column: texts counted where they are to be listed,
 * numbers as they are.
 */
final class SampleValues implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int INITIAL = 1024;

  private final boolean[] listed;
  private final List<Map<UTF8String, Long>> texts;
  private final double[][] numbers;
  private final int[] sizes;
  private long rows;

  /** How often a text is there; null: missing. */
  record Frequent(String text, long rows) {}

  /**
   * @param listed of each text column, whether its values are counted
   */
  SampleValues(boolean[] listed, int numbers) {
    this.listed = listed.clone();
    this.texts =
        java.util.stream.Stream.generate(HashMap<UTF8String, Long>::new)
            .limit(listed.length)
            .map(counts -> (Map<UTF8String, Long>) counts)
            .toList();
    this.numbers = new double[numbers][INITIAL];
    sizes = new int[numbers];
  }

  /** Texts first, then numbers. */
  void add(InternalRow row) {
    rows++;
    for (int text = 0; text < texts.size(); text++) {
      if (listed[text]) {
        UTF8String value = row.isNullAt(text) ? null : row.getUTF8String(text).clone();
        texts.get(text).merge(value, 1L, Long::sum);
      }
    }
    for (int number = 0; number < sizes.length; number++) {
      int column = texts.size() + number;
      if (!row.isNullAt(column)) {
        add(number, row.getDouble(column));
      }
    }
  }

  private void add(int number, double value) {
    if (sizes[number] == numbers[number].length) {
      numbers[number] = Arrays.copyOf(numbers[number], 2 * sizes[number]);
    }
    numbers[number][sizes[number]++] = value + 0.0;
  }

  void merge(SampleValues other) {
    rows += other.rows;
    for (int text = 0; text < texts.size(); text++) {
      Map<UTF8String, Long> mine = texts.get(text);
      other.texts.get(text).forEach((value, n) -> mine.merge(value, n, Long::sum));
    }
    for (int number = 0; number < sizes.length; number++) {
      for (int i = 0; i < other.sizes[number]; i++) {
        add(number, other.numbers[number][i]);
      }
    }
  }

  long rows() {
    return rows;
  }

  /** The most frequent texts of a column, equally frequent ones in their order, missing first. */
  List<Frequent> frequent(int text, int most) {
    return texts.get(text).entrySet().stream()
        .sorted(
            Map.Entry.<UTF8String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(
                    Map.Entry.comparingByKey(Comparator.nullsFirst(Comparator.naturalOrder()))))
        .limit(most)
        .map(e -> new Frequent(e.getKey() == null ? null : e.getKey().toString(), e.getValue()))
        .toList();
  }

  /**
   * Quantiles of a number column, values between two neighbours in proportion, as {@code
   * percentile} of SQL; null: there is no value.
   */
  double[] quantiles(int number, List<Double> asked) {
    if (sizes[number] == 0) {
      return null;
    }
    double[] sorted = Arrays.copyOf(numbers[number], sizes[number]);
    Arrays.sort(sorted);
    return asked.stream().mapToDouble(quantile -> quantile(sorted, quantile)).toArray();
  }

  private static double quantile(double[] sorted, double asked) {
    double place = asked * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted[below] == sorted[above]
        ? sorted[below]
        : (above - place) * sorted[below] + (place - below) * sorted[above];
  }
}
