package io.rankproof.evaluate;

import io.rankproof.evaluate.SumShape.ColumnPair;
import io.rankproof.kernel.sum.ProductSums;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster's sums in units of their grids: whole numbers, of the columns whose products are
 * summed. They are made once for all cohorts that have the same sums.
 */
final class PartUnits {
  private static final int NONE = -1;

  private final int[] columns;
  private final double[] inverses;
  private final long[] numbers;

  /** Of each column of the shape its place among the numbers; -1: none. */
  private final int[] places;

  PartUnits(SumShape shape) {
    columns = shape.productColumns();
    double[] units = shape.units();
    inverses = IntStream.of(columns).mapToDouble(column -> 1 / units[column]).toArray();
    numbers = new long[columns.length];
    places = new int[shape.columns()];
    Arrays.fill(places, NONE);
    for (int i = 0; i < columns.length; i++) {
      places[columns[i]] = i;
    }
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
      numbers[i] = inUnits(sums[columns[i]], i);
    }
    return numbers;
  }

  /** The numbers of a cluster with one term a column at most, until the next ones. */
  long[] of(Terms terms) {
    Arrays.fill(numbers, 0);
    for (int i = 0; i < terms.count(); i++) {
      int place = places[terms.column(i)];
      if (place != NONE) {
        numbers[place] = inUnits(terms.rounded(i), place);
      }
    }
    return numbers;
  }

  /** Exact: a sum is a whole number of units, and units are powers of two. */
  private long inUnits(double sum, int place) {
    return (long) (sum * inverses[place]);
  }
}
