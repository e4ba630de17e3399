package io.rankproof.kernel.beyond;

import java.util.Arrays;

/**
 * Intra-list diversity: the mean dissimilarity of the pairs in the top k (Smyth and McClave 2001;
 * Ziegler et al. 2005), over all orders of tied rows.
 *
 * <p>Every sum over pairs is expanded into sums over rows, so the cost is that of the rows, however
 * many are tied. Rows whose category or vector is unknown are in no pair. The value is the expected
 * dissimilarity of all pairs over the expected number of pairs: the plain mean where nothing is
 * unknown. Reused from request to request; not thread-safe.
 */
public final class ListDiversity {
  private long[] sure = {};
  private long[] border = {};
  private int sureRows;
  private int borderRows;
  private double[] sureSum = {};
  private double[] borderSum = {};

  /**
   * By category: the share of pairs whose categories differ, in [0, 1].
   *
   * @param categories a hash of each row's category
   * @param known whether a row has one
   * @return NaN where the top has no pair of rows with a category
   */
  public double byCategory(TopPlaces top, long[] categories, boolean[] known, int rows) {
    collect(top, categories, known, rows);
    double pairs = pairs(top, sureRows, borderRows);
    return pairs == 0 ? Double.NaN : Math.max(0, 1 - alike(top) / pairs);
  }

  private void collect(TopPlaces top, long[] categories, boolean[] known, int rows) {
    if (sure.length < rows) {
      sure = new long[Math.max(rows, 2 * sure.length)];
      border = new long[sure.length];
    }
    sureRows = 0;
    borderRows = 0;
    for (int row = 0; row < rows; row++) {
      if (known[row] && top.isSure(row)) {
        sure[sureRows++] = categories[row];
      } else if (known[row] && top.chance(row) > 0) {
        border[borderRows++] = categories[row];
      }
    }
    Arrays.sort(sure, 0, sureRows);
    Arrays.sort(border, 0, borderRows);
  }

  /** Expected pairs of one category: two merged sorted lists, category by category. */
  private double alike(TopPlaces top) {
    double alike = 0;
    int i = 0;
    int j = 0;
    while (i < sureRows || j < borderRows) {
      long category =
          j == borderRows || (i < sureRows && sure[i] <= border[j]) ? sure[i] : border[j];
      int firstSure = i;
      int firstBorder = j;
      while (i < sureRows && sure[i] == category) {
        i++;
      }
      while (j < borderRows && border[j] == category) {
        j++;
      }
      alike += pairs(top, i - firstSure, j - firstBorder);
    }
    return alike;
  }

  /** Expected pairs among some sure rows and some rows of the border. */
  private static double pairs(TopPlaces top, double ofSure, double ofBorder) {
    return ofSure * (ofSure - 1) / 2
        + ofSure * ofBorder * top.borderChance()
        + ofBorder * (ofBorder - 1) / 2 * top.borderPairChance();
  }

  /**
   * By vector: the mean of 1 - cosine, in [0, 2]. The sum of the cosines of all pairs of unit
   * vectors is (|sum|^2 - n) / 2.
   *
   * @param units the rows' unit vectors, one after the other
   * @param known whether a row has one
   * @return NaN where the top has no pair of rows with a vector
   */
  public double byVector(TopPlaces top, double[] units, int dimensions, boolean[] known, int rows) {
    clearSums(dimensions);
    for (int row = 0; row < rows; row++) {
      if (known[row] && top.isSure(row)) {
        sureRows++;
        add(units, row * dimensions, sureSum, dimensions);
      } else if (known[row] && top.chance(row) > 0) {
        borderRows++;
        add(units, row * dimensions, borderSum, dimensions);
      }
    }
    double pairs = pairs(top, sureRows, borderRows);
    double cosines =
        (dot(sureSum, sureSum, dimensions) - sureRows) / 2
            + dot(sureSum, borderSum, dimensions) * top.borderChance()
            + (dot(borderSum, borderSum, dimensions) - borderRows) / 2 * top.borderPairChance();
    return pairs == 0 ? Double.NaN : Math.min(2, Math.max(0, 1 - cosines / pairs));
  }

  private void clearSums(int dimensions) {
    if (sureSum.length < dimensions) {
      sureSum = new double[dimensions];
      borderSum = new double[dimensions];
    }
    Arrays.fill(sureSum, 0);
    Arrays.fill(borderSum, 0);
    sureRows = 0;
    borderRows = 0;
  }

  private static void add(double[] from, int offset, double[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += from[offset + i];
    }
  }

  private static double dot(double[] a, double[] b, int length) {
    double dot = 0;
    for (int i = 0; i < length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }
}
