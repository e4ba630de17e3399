package io.rankproof.propensity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Features as numbers of one size: numeric ones standardised, 0 and an indicator where missing;
 * categories as indicators of their most frequent values, a missing one being a value.
 */
final class FeatureEncoding {
  private static final int MOST_VALUES = 20;
  private static final String MISSING = "(missing)";

  private final List<Part> parts = new ArrayList<>();

  /** One number of an encoded row. */
  private interface Part {
    double of(Row row);
  }

  private FeatureEncoding() {}

  /**
   * @param numeric columns of doubles
   * @param categorical columns of texts
   */
  static FeatureEncoding learn(List<Row> sample, List<String> numeric, List<String> categorical) {
    FeatureEncoding encoding = new FeatureEncoding();
    numeric.forEach(column -> encoding.addNumeric(sample, column));
    categorical.forEach(column -> encoding.addCategorical(sample, column));
    return encoding;
  }

  /** Numbers per row. */
  int size() {
    return parts.size();
  }

  double[] of(Row row) {
    double[] values = new double[parts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parts.get(i).of(row);
    }
    return values;
  }

  private void addNumeric(List<Row> sample, String column) {
    long present = sample.stream().filter(row -> row.getAs(column) != null).count();
    double mean = sum(sample, column, 0) / present;
    double spread = Math.sqrt(squares(sample, column, mean) / present);
    if (spread > 0) {
      parts.add(row -> row.getAs(column) == null ? 0 : (value(row, column) - mean) / spread);
    }
    if (present > 0 && present < sample.size()) {
      parts.add(row -> row.getAs(column) == null ? 1 : 0);
    }
  }

  private static double sum(List<Row> sample, String column, double center) {
    return sample.stream()
        .filter(row -> row.getAs(column) != null)
        .mapToDouble(row -> value(row, column) - center)
        .sum();
  }

  private static double squares(List<Row> sample, String column, double mean) {
    return sample.stream()
        .filter(row -> row.getAs(column) != null)
        .mapToDouble(row -> (value(row, column) - mean) * (value(row, column) - mean))
        .sum();
  }

  private static double value(Row row, String column) {
    return row.<Double>getAs(column);
  }

  /** The most frequent value has no indicator of its own: it is what the others differ from. */
  private void addCategorical(List<Row> sample, String column) {
    Map<String, Integer> counts = new HashMap<>();
    sample.forEach(row -> counts.merge(text(row, column), 1, Integer::sum));
    counts.keySet().stream()
        .sorted(
            Comparator.comparing((String value) -> -counts.get(value))
                .thenComparing(Comparator.naturalOrder()))
        .skip(1)
        .limit(MOST_VALUES)
        .forEach(value -> parts.add(row -> text(row, column).equals(value) ? 1 : 0));
  }

  private static String text(Row row, String column) {
    String text = row.getAs(column);
    return text == null ? MISSING : text;
  }
}
