package io.rankproof.evaluate;

import io.rankproof.kernel.slice.SliceMoments;
import io.rankproof.kernel.slice.SliceTerms;
import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Sums one metric of evaluated requests by slice: for each model its value, then for each model but
 * the baseline its difference from it.
 */
final class FinderPass implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Relative to the values: sums over a list in another order differ by less, rankings by more. */
  private static final double SAME = 0x1p-40;

  private final MetricPlan plan;
  private final Cohorts cohorts;
  private final int slices;
  private final int baseline;
  private final double scale;

  /**
   * @param plan of the one metric
   * @param cohorts the slices searched, after that of all requests
   * @param scale a power of two with which all values add up to less than 2^30
   */
  FinderPass(MetricPlan plan, Cohorts cohorts, int baseline, double scale) {
    this.plan = plan;
    this.cohorts = cohorts;
    slices = cohorts.values().size() - 1;
    this.baseline = baseline;
    this.scale = scale;
  }

  /** Ratios of which the sums are made. */
  int ratios() {
    return 2 * plan.models() - 1;
  }

  /** The ratio of a model's difference from the baseline. */
  int gain(int model) {
    return plan.models() + (model < baseline ? model : model - 1);
  }

  /** The model that a ratio is of. */
  int model(int ratio) {
    int other = ratio - plan.models();
    return ratio < plan.models() ? ratio : other < baseline ? other : other + 1;
  }

  /** Sums blocks in which a cluster's rows follow one another. */
  SliceMoments sum(JavaRDD<RowBlock> blocks) {
    byte[] all =
        MergeTree.of(
            blocks.mapPartitions(part -> List.of(sum(part).toBytes()).iterator()),
            FinderPass::merge);
    return SliceMoments.fromBytes(all);
  }

  private static byte[] merge(byte[] some, byte[] others) {
    return SliceMoments.fromBytes(some).merge(SliceMoments.fromBytes(others)).toBytes();
  }

  private SliceMoments sum(Iterator<RowBlock> blocks) {
    SliceMoments sums = new SliceMoments(slices, plan.models(), plan.models() - 1);
    SliceTerms terms = new SliceTerms(ratios());
    RequestCursor cursor = new RequestCursor(blocks, plan, cohorts);
    while (cursor.next()) {
      if (cursor.request().startsCluster()) {
        sums.endCluster();
      }
      fill(cursor, terms);
      add(cursor.request(), terms, sums);
    }
    sums.endCluster();
    return sums;
  }

  private void fill(RequestCursor cursor, SliceTerms terms) {
    OpenRequest request = cursor.request();
    double reference = value(cursor, baseline);
    for (int model = 0; model < plan.models(); model++) {
      double value = value(cursor, model);
      terms.put(model, value);
      if (model != baseline) {
        boolean comparable =
            request.missingScores(model) == 0 && request.missingScores(baseline) == 0;
        terms.put(gain(model), comparable ? difference(value, reference) : Double.NaN);
      }
    }
  }

  private double value(RequestCursor cursor, int model) {
    return cursor.values()[plan.value(model, 0)] * scale;
  }

  /** Values that differ by rounding would do so the same way in every request, beyond all doubt. */
  private static double difference(double value, double reference) {
    double difference = value - reference;
    return Math.abs(difference) <= SAME * Math.abs(reference) ? 0 : difference;
  }

  /** The first slice is that of all requests. */
  private static void add(OpenRequest request, SliceTerms terms, SliceMoments sums) {
    sums.addToAll(terms);
    for (int value : request.sliceValues()) {
      if (value > 0) {
        sums.add(value - 1, terms);
      }
    }
  }
}
