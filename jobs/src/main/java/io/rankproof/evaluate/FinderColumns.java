package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.SliceFinderConfig;
import io.rankproof.kernel.point.ScoreCurve;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The columns that the slice finder searches, all as segments: numeric features, and numeric
 * segments of many values, become the text of their bin.
 *
 * @param rows the scored rows with a segment column for each
 * @param names of the columns
 */
record FinderColumns(Dataset<Row> rows, List<String> names) {

  /**
   * A column of numbers.
   *
   * @param fewest distinct values that it must have to be cut into bins
   */
  private record Numbers(String name, String column, int fewest) {
    Column value() {
      return col("`" + column + "`").cast("double");
    }

    boolean isBinned(ScoreCurve curve) {
      return curve.groups() - curve.firstScored() >= fewest;
    }
  }

  /**
   * @param segments names of all segments of the rows
   */
  static FinderColumns of(
      Dataset<Row> rows, List<String> segments, SliceFinderConfig config, List<String> features) {
    List<String> names = new ArrayList<>(config.columns().isEmpty() ? segments : config.columns());
    List<Numbers> numbers = numbers(rows, names, features);
    names.addAll(features);
    Dataset<Row> binned = rows;
    List<ScoreCurve> curves = numbers.isEmpty() ? List.of() : curves(rows, numbers);
    for (int i = 0; i < curves.size(); i++) {
      Numbers own = numbers.get(i);
      if (own.isBinned(curves.get(i))) {
        Column bin = edges(curves.get(i), config.bins()).bin(own.value());
        binned = binned.withColumn(ScoredRows.SEGMENT + own.name(), bin);
      }
    }
    return new FinderColumns(binned, List.copyOf(names));
  }

  private static List<Numbers> numbers(
      Dataset<Row> rows, List<String> segments, List<String> features) {
    List<String> columns = Arrays.asList(rows.columns());
    List<Numbers> numbers = new ArrayList<>();
    for (String name : segments) {
      if (columns.contains(ScoredRows.NUMBER + name)) {
        numbers.add(new Numbers(name, ScoredRows.NUMBER + name, FinderSlices.MOST_VALUES + 1));
      }
    }
    features.forEach(name -> numbers.add(new Numbers(name, "feature_" + name, 0)));
    return numbers;
  }

  private static BinEdges edges(ScoreCurve curve, int bins) {
    int first = curve.firstScored();
    double least = first < curve.groups() ? curve.leastScore(first) : 0;
    return BinEdges.shown(least, curve.equalMassEdges(bins));
  }

  /** How the numbers of all rows are distributed, the same for any partitioning. */
  private static List<ScoreCurve> curves(Dataset<Row> rows, List<Numbers> numbers) {
    Column[] values = numbers.stream().map(Numbers::value).toArray(Column[]::new);
    int count = values.length;
    byte[][] histograms =
        MergeTree.of(
            GroupedRows.of(rows.select(values))
                .mapPartitions(part -> List.<byte[][]>of(histograms(part, count)).iterator()),
            FinderColumns::merge);
    return Arrays.stream(histograms).map(bytes -> ScoreHistogram.fromBytes(bytes).curve()).toList();
  }

  private static byte[][] histograms(Iterator<InternalRow> rows, int columns) {
    ScoreHistogram[] histograms = new ScoreHistogram[columns];
    Arrays.setAll(histograms, i -> ScoreHistogram.unweighted(ScoreHistogram.DEFAULT_CAPACITY));
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int i = 0; i < columns; i++) {
        histograms[i].add(row.isNullAt(i) ? Double.NaN : row.getDouble(i), false, 1);
      }
    }
    return bytes(histograms);
  }

  private static byte[][] merge(byte[][] some, byte[][] others) {
    ScoreHistogram[] merged = new ScoreHistogram[some.length];
    for (int i = 0; i < some.length; i++) {
      merged[i] = ScoreHistogram.fromBytes(some[i]);
      merged[i].merge(ScoreHistogram.fromBytes(others[i]));
    }
    return bytes(merged);
  }

  private static byte[][] bytes(ScoreHistogram[] histograms) {
    return Arrays.stream(histograms).map(ScoreHistogram::toBytes).toArray(byte[][]::new);
  }
}
