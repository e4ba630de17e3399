package io.rankproof.evaluate;

import io.rankproof.kernel.propensity.PropensityDraws;
import io.rankproof.propensity.UncertainPoints;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Debiased sums kept apart by the uncertain point of the propensity curve that divides their terms,
 * so that each replicate can divide by propensities of its own.
 *
 * <p>Columns: the number of requests, then for each additive metric what normalises it, then its
 * sum for each model.
 */
final class DrawnSums implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int REQUESTS = 0;
  private static final int FIRST = 1;

  private final Shape shape;
  private final CohortSums sums;
  private final transient Terms terms;

  DrawnSums(Shape shape) {
    this.shape = shape;
    sums = new CohortSums(shape.sums);
    terms = new Terms(shape.sums);
  }

  /**
   * What is summed.
   *
   * @param points that are uncertain; where there are none, nothing is summed
   * @param cohorts (the first ones) for which there is memory
   * @param additive number of additive metrics
   * @param sums each cohort having one of its own for each point, the known propensities first
   */
  record Shape(UncertainPoints points, int cohorts, int additive, SumShape sums)
      implements Serializable {
    /** That of nothing. */
    static final Shape NONE =
        new Shape(
            UncertainPoints.NONE,
            0,
            0,
            new SumShape(0, new double[FIRST], 0, 0, List.of(), List.of(), 0, 0, 0, 0, 0));

    /**
     * @param cohorts that there are
     * @param bounds what the magnitudes of all terms of each additive metric may add up to
     * @param terms that a column can have in all
     * @param replicates of the bootstrap
     */
    static Shape of(
        UncertainPoints points,
        int cohorts,
        int models,
        double[] bounds,
        long terms,
        int replicates,
        long seed,
        TaskMemory memory) {
      int each = points.count() + 1;
      double[] columns = new double[FIRST + bounds.length * (1 + models)];
      Arrays.setAll(columns, i -> i < FIRST ? terms : bounds[(i - FIRST) % bounds.length]);
      long width = (long) each * columns.length;
      int summed = SumShape.affordable(memory.drawn(), cohorts, width, 1);
      if (points.count() == 0 || summed == 0) {
        return NONE;
      }
      int drawn = SumShape.affordable(memory.replicates(), summed, width, replicates);
      return new Shape(
          points,
          summed,
          bounds.length,
          new SumShape(
              summed * each,
              columns,
              terms,
              columns.length,
              List.of(),
              List.of(),
              0,
              0,
              drawn * each,
              replicates,
              seed));
    }

    private int cell(int cohort, int point) {
      return cohort * (points.count() + 1) + point;
    }
  }

  /** The column that normalises the n-th additive metric. */
  int normaliser(int n) {
    return FIRST + n;
  }

  /** The column of the n-th additive metric of a model. */
  int sum(int model, int n) {
    return FIRST + shape.additive * (1 + model) + n;
  }

  UncertainPoints points() {
    return shape.points;
  }

  /**
   * Adds a request.
   *
   * @param byPoint as {@link RequestCursor#byPoint} gives it
   * @param cohorts of the request, the first {@code count} of them
   */
  void add(PointSums byPoint, int[] cohorts, int count) {
    for (int i = 0; i < byPoint.count(); i++) {
      int point = byPoint.point(i);
      terms.clear();
      terms.add(REQUESTS, point == 0 ? 1 : 0);
      for (int column = 0; column < byPoint.width(); column++) {
        terms.add(FIRST + column, byPoint.value(i, column));
      }
      for (int n = 0; n < count && terms.count() > 0; n++) {
        if (isSummed(cohorts[n])) {
          sums.add(shape.cell(cohorts[n], point), terms);
        }
      }
    }
  }

  /** Ends the open cluster. */
  void endCluster(long hash) {
    sums.endCluster(hash);
  }

  /** Adds the sums of other clusters. */
  void merge(DrawnSums other) {
    sums.merge(other.sums);
  }

  /** Verifies that no sum has left its grid. */
  void requireExact() {
    sums.requireExact();
  }

  /** Whether there are sums of a cohort. */
  boolean isSummed(int cohort) {
    return cohort < shape.cohorts;
  }

  /** Whether any cohort has replicates. */
  boolean hasReplicates() {
    return isBootstrapped(0);
  }

  /** Whether a cohort has replicates. */
  boolean isBootstrapped(int cohort) {
    return isSummed(cohort) && sums.isBootstrapped(shape.cell(cohort, 0));
  }

  /** A column's sum. */
  double total(int cohort, int column) {
    double total = 0;
    for (int point = 0; point <= shape.points.count(); point++) {
      total += total(cohort, point, column);
    }
    return total;
  }

  /** The sum of a column's terms that a point divides. */
  double total(int cohort, int point, int column) {
    return sums.total(shape.cell(cohort, point), column);
  }

  /**
   * A column's replicates, each with its own propensities.
   *
   * @param inverse see {@link PropensityDraws}
   */
  double[] replicates(int cohort, int column, double[][] inverse) {
    double[][] parts = new double[inverse.length][];
    Arrays.setAll(parts, i -> sums.replicates(shape.cell(cohort, i + 1), column));
    return PropensityDraws.sum(sums.replicates(shape.cell(cohort, 0), column), parts, inverse);
  }
}
