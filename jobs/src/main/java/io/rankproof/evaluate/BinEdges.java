package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * The inner edges of bins, as they are shown.
 *
 * @param edges ascending; an edge belongs to the bin above it
 */
record BinEdges(List<BigDecimal> edges) {
  private static final int LEAST_DIGITS = 5;

  /** Of the way to the value below it, an edge may be moved less than one part in so many. */
  private static final BigDecimal NEAR = BigDecimal.TEN;

  /**
   * Rounds edges down, so that the rows of an edge's own value stay above it, to five digits, or to
   * more where these would move an edge noticeably towards the one below it.
   *
   * @param least value of all, below the first edge
   * @param exact ascending
   */
  static BinEdges shown(double least, double... exact) {
    List<BigDecimal> edges = Arrays.stream(exact).mapToObj(BigDecimal::new).toList();
    BigDecimal below = new BigDecimal(least);
    int digits = LEAST_DIGITS;
    for (BigDecimal edge : edges) {
      while (edge.subtract(rounded(edge, digits)).multiply(NEAR).compareTo(edge.subtract(below))
          >= 0) {
        digits++;
      }
      below = edge;
    }
    int enough = digits;
    return new BinEdges(edges.stream().map(edge -> rounded(edge, enough)).toList());
  }

  private static BigDecimal rounded(BigDecimal edge, int digits) {
    return edge.round(new MathContext(digits, RoundingMode.FLOOR));
  }

  /** The text of the bin that a value is in; null where the value is null or NaN. */
  Column bin(Column value) {
    Column bin = lit(text(edges.size()));
    for (int i = edges.size() - 1; i >= 0; i--) {
      bin = when(value.lt(edges.get(i).doubleValue()), text(i)).otherwise(bin);
    }
    return when(value.isNotNull().and(not(isnan(value))), bin);
  }

  /** The text of a bin, counted from 0. */
  String text(int bin) {
    if (edges.isEmpty()) {
      return "any";
    }
    return bin == 0
        ? "below " + text(edges.get(0))
        : bin == edges.size()
            ? text(edges.get(bin - 1)) + " and above"
            : text(edges.get(bin - 1)) + " to below " + text(edges.get(bin));
  }

  private static String text(BigDecimal edge) {
    return edge.stripTrailingZeros().toPlainString();
  }
}
