package io.rankproof.evaluate;

import io.rankproof.kernel.slice.SliceMoments;
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

  private final MetricPlan plan;
  private final int slices;
  private final int baseline;
  private final double scale;

  /**
   * @param plan of the one metric
   * @param slices searched
   * @param scale a power of two that brings values to about 1
   */
  FinderPass(MetricPlan plan, int slices, int baseline, double scale) {
    this.plan = plan;
    this.slices = slices;
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

  SliceMoments sum(JavaRDD<RequestBlock> blocks) {
    byte[] all =
        MergeTree.of(
            blocks.mapPartitions(part -> List.of(sum(part).toBytes()).iterator()),
            FinderPass::merge);
    return SliceMoments.fromBytes(all);
  }

  private static byte[] merge(byte[] some, byte[] others) {
    return SliceMoments.fromBytes(some).merge(SliceMoments.fromBytes(others)).toBytes();
  }

  private SliceMoments sum(Iterator<RequestBlock> blocks) {
    SliceMoments sums = new SliceMoments(slices, plan.models(), plan.models() - 1);
    double[] terms = new double[2 * ratios()];
    while (blocks.hasNext()) {
      RequestBlock block = blocks.next();
      for (int request = 0; request < block.size(); request++) {
        if (block.startsCluster(request)) {
          sums.endCluster();
        }
        fill(block, request, terms);
        add(block, request, terms, sums);
      }
    }
    sums.endCluster();
    return sums;
  }

  private void fill(RequestBlock block, int request, double[] terms) {
    for (int model = 0; model < plan.models(); model++) {
      double value = value(block, request, model);
      put(terms, model, value);
      if (model != baseline) {
        boolean comparable =
            block.missing(request, model) == 0 && block.missing(request, baseline) == 0;
        double difference = value - value(block, request, baseline);
        put(terms, gain(model), comparable ? difference : Double.NaN);
      }
    }
  }

  private double value(RequestBlock block, int request, int model) {
    return block.values()[block.offset(request) + plan.value(model, 0)] * scale;
  }

  private static void put(double[] terms, int ratio, double value) {
    boolean known = !Double.isNaN(value);
    terms[2 * ratio] = known ? value : 0;
    terms[2 * ratio + 1] = known ? 1 : 0;
  }

  /** The first slice is that of all requests. */
  private static void add(RequestBlock block, int request, double[] terms, SliceMoments sums) {
    sums.addToAll(terms);
    for (int slice = 0; slice < block.slices(); slice++) {
      int value = block.sliceValue(request, slice);
      if (value > 0) {
        sums.add(value - 1, terms);
      }
    }
  }
}
