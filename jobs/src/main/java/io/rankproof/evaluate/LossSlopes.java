package io.rankproof.evaluate;

import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.List;

/**
 * How far debiased losses move with the propensities: for each uncertain point of the curve, the
 * sums of weight x label / p x (loss of a click - loss of none) over the rows that it divides,
 * which are the derivatives of the weighted losses in log 1 / p.
 */
final class LossSlopes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Shape shape;
  private final CohortSums sums;
  private final transient Terms terms;
  private final transient PointReader reader;

  /**
   * @param segment place of the first segment that tells a row's point
   */
  LossSlopes(Shape shape, int segment) {
    this.shape = shape;
    sums = new CohortSums(shape.sums);
    terms = new Terms(shape.sums);
    reader = shape.points.count() == 0 ? null : new PointReader(shape.points, segment);
  }

  /**
   * What is summed.
   *
   * @param points that are uncertain; where there are none, nothing is summed
   * @param cohorts (the first ones) for which there is memory
   * @param sums each cohort having one of its own for each point
   */
  record Shape(UncertainPoints points, int cohorts, SumShape sums) implements Serializable {
    /** That of nothing. */
    static final Shape NONE = new Shape(UncertainPoints.NONE, 0, sums(0, new double[0], 0));

    /**
     * @param cohorts that there are
     * @param bounds for each debiased loss, what the magnitudes of its terms may add up to
     * @param rows terms that a column can have in all
     */
    static Shape of(
        UncertainPoints points, int cohorts, double[] bounds, long rows, TaskMemory memory) {
      int summed =
          SumShape.affordable(memory.drawn(), cohorts, (long) points.count() * bounds.length, 1);
      return points.count() == 0 || bounds.length == 0 || summed == 0
          ? NONE
          : new Shape(points, summed, sums(summed * points.count(), bounds, rows));
    }

    private static SumShape sums(int cells, double[] bounds, long rows) {
      return new SumShape(cells, bounds, rows, 0, List.of(), List.of(), 0, 0, 0, 0, 0);
    }

    private int cell(int cohort, int point) {
      return cohort * points.count() + point - 1;
    }
  }

  UncertainPoints points() {
    return shape.points;
  }

  /** Adds a row to the cohorts that it belongs to. */
  void add(RowBlock block, int row, PointRow numbers, PointColumns columns, RowCohorts cohorts) {
    int point = reader == null ? 0 : reader.point(block, row);
    if (point > 0) {
      columns.addSlopes(numbers, terms);
      for (int i = 0; i < cohorts.count() && terms.count() > 0; i++) {
        if (isSummed(cohorts.get(i))) {
          sums.add(shape.cell(cohorts.get(i), point), terms);
        }
      }
    }
  }

  /** Ends the open cluster. */
  void endCluster(long hash) {
    sums.endCluster(hash);
  }

  /** Adds the sums of other clusters. */
  void merge(LossSlopes other) {
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

  /** The sum of a debiased loss's terms that a point, from 1 on, divides. */
  double total(int cohort, int point, int loss) {
    return sums.total(shape.cell(cohort, point), loss);
  }
}
