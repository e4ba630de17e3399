package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.SliceFinderConfig;
import io.rankproof.kernel.point.ScoreHistogram;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The columns that the slice finder searches, all as segments: numeric features become the text of
 * their bin.
 *
 * @param rows the scored rows with a segment column for each
 * @param names of the columns
 */
record FinderColumns(Dataset<Row> rows, List<String> names) {
  /** Digits of an edge that are shown; two edges that agree in them make one bin. */
  private static final MathContext SHOWN = new MathContext(5);

  /**
   * @param segments names of all segments of the rows
   */
  static FinderColumns of(
      Dataset<Row> rows, List<String> segments, SliceFinderConfig config, List<String> features) {
    List<String> names = new ArrayList<>(config.columns().isEmpty() ? segments : config.columns());
    Dataset<Row> binned = rows;
    double[][] edges = features.isEmpty() ? new double[0][] : edges(rows, features, config.bins());
    for (int i = 0; i < features.size(); i++) {
      Column value = feature(features.get(i));
      binned = binned.withColumn("segment_" + features.get(i), bin(value, edges[i]));
      names.add(features.get(i));
    }
    return new FinderColumns(binned, List.copyOf(names));
  }

  private static Column feature(String name) {
    return col("`feature_" + name + "`").cast("double");
  }

  /** Inner edges of bins of equal mass on all rows, the same for any partitioning. */
  private static double[][] edges(Dataset<Row> rows, List<String> features, int bins) {
    Column[] values = features.stream().map(FinderColumns::feature).toArray(Column[]::new);
    int count = values.length;
    byte[][] histograms =
        MergeTree.of(
            GroupedRows.of(rows.select(values))
                .mapPartitions(part -> List.<byte[][]>of(histograms(part, count)).iterator()),
            FinderColumns::merge);
    return Arrays.stream(histograms)
        .map(bytes -> ScoreHistogram.fromBytes(bytes).curve().equalMassEdges(bins))
        .map(FinderColumns::shown)
        .toArray(double[][]::new);
  }

  private static byte[][] histograms(Iterator<InternalRow> rows, int features) {
    ScoreHistogram[] histograms = new ScoreHistogram[features];
    Arrays.setAll(histograms, i -> ScoreHistogram.unweighted(ScoreHistogram.DEFAULT_CAPACITY));
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int i = 0; i < features; i++) {
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

  private static double[] shown(double[] edges) {
    return Arrays.stream(edges)
        .map(edge -> new BigDecimal(edge).round(SHOWN).doubleValue())
        .distinct()
        .toArray();
  }

  private static Column bin(Column value, double[] edges) {
    Column bin = lit(null).cast("string");
    for (int i = edges.length; i >= 0; i--) {
      String text = text(edges, i);
      bin = i == edges.length ? lit(text) : when(value.lt(edges[i]), text).otherwise(bin);
    }
    return when(value.isNotNull().and(not(isnan(value))), bin);
  }

  private static String text(double[] edges, int bin) {
    if (edges.length == 0) {
      return "any";
    }
    return bin == 0
        ? "below " + text(edges[0])
        : bin == edges.length
            ? text(edges[bin - 1]) + " and above"
            : text(edges[bin - 1]) + " to below " + text(edges[bin]);
  }

  private static String text(double edge) {
    return new BigDecimal(edge).round(SHOWN).stripTrailingZeros().toPlainString();
  }
}
