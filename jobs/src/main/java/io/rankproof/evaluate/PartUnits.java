package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.sum.ProductSums;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster's sums in units of their grids: whole numbers, of the columns whose products are
 * summed. They are made once for all cohorts that have the same sums.
 */
final class PartUnits {
  private final int[] columns;
  private final double[] inverses;
  private final long[] numbers;

  PartUnits(SumShape shape) {
    columns = shape.productColumns();
    double[] units = shape.units();
    inverses = IntStream.of(columns).mapToDouble(column -> 1 / units[column]).toArray();
    numbers = new long[columns.length];
  }

  /** Where a shape's products find their factors among these numbers. */
  static ProductSums.Pairs pairs(SumShape shape) {
    List<Integer> places = IntStream.of(shape.productColumns()).boxed().toList();
    Stream<ColumnPair> products = shape.products().stream();
    int[] first = products.mapToInt(pair -> places.indexOf(pair.first())).toArray();
    products = shape.products().stream();
    int[] second = products.mapToInt(pair -> places.indexOf(pair.second())).toArray();
    return new ProductSums.Pairs(places.size(), first, second);
  }

  /** The numbers of these sums, until the next ones. */
  long[] of(OpenCluster.Part part) {
    double[] sums = part.rounded();
    for (int i = 0; i < columns.length; i++) {
      // Exact: a sum is a whole number of units, and units are powers of two.
      numbers[i] = (long) (sums[columns[i]] * inverses[i]);
    }
    return numbers;
  }
}
