package io.rankproof.evaluate;

import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowBlock;
import java.util.Arrays;
import java.util.Iterator;

/** Goes through a partition's requests, each evaluated for all models and metrics. */
final class RequestCursor {
  private final Iterator<RowBlock> blocks;
  private final MetricPlan plan;
  private final RankingKernel kernel;
  private final int[] labelOf;
  private final int additive;
  private final int[] tied;
  private final double[] values;
  private final PointSums byPoint;
  private final OpenRequest request;
  private RowBlock block;
  private int row;
  private boolean endsCluster;

  RequestCursor(Iterator<RowBlock> blocks, MetricPlan plan, Slicing slicing) {
    this(blocks, plan, slicing, UncertainPoints.NONE);
  }

  /**
   * @param points of the propensity curve by which debiased sums are kept apart as well
   */
  RequestCursor(
      Iterator<RowBlock> blocks, MetricPlan plan, Slicing slicing, UncertainPoints points) {
    this.blocks = blocks;
    this.plan = plan;
    kernel = plan.kernel();
    labelOf = plan.specs().stream().mapToInt(plan::label).toArray();
    additive = plan.additive().size();
    tied = new int[plan.models()];
    values = new double[plan.width()];
    byPoint = new PointSums(points.count(), additive * (1 + plan.models()));
    request = new OpenRequest(plan, slicing, points);
  }

  /** Goes to the next request; false when there is none. */
  boolean next() {
    if (!isAtRow()) {
      return false;
    }
    request.start(block, row);
    int end = block.nextRequest(row + 1);
    if (end < block.size()) {
      request.look(block, row, end);
      row = end;
    } else {
      copy();
    }
    endsCluster = row == block.size() || block.startsCluster(row);
    evaluate();
    return true;
  }

  /** Takes a request that may go on in blocks to come, which take the place of this one. */
  private void copy() {
    request.startCopy();
    do {
      int end = block.nextRequest(row + 1);
      request.add(block, row, end);
      row = end;
    } while (row == block.size() && isAtRow() && !block.startsRequest(row));
  }

  /** Whether there is a row to read, if only in the next block. */
  private boolean isAtRow() {
    while (block == null || row == block.size()) {
      if (!blocks.hasNext()) {
        return false;
      }
      block = blocks.next();
      row = 0;
    }
    return true;
  }

  private void evaluate() {
    kernel.prepare(request.buffer());
    if (byPoint.isKept()) {
      byPoint.start(request.points(), request.items());
    }
    for (int model = 0; model < tied.length; model++) {
      kernel.evaluate(model, values, plan.value(model, 0));
      tied[model] = kernel.tiedRelevantRows();
      if (byPoint.isKept()) {
        int offset = additive * (1 + model);
        kernel.addDebiasedSums(request.points(), byPoint.values(), byPoint.width(), offset);
      }
    }
    if (byPoint.isKept()) {
      kernel.addDebiasedGains(request.points(), byPoint.values(), byPoint.width(), 0);
    }
    if (additive > 0) {
      kernel.debiasedGains(values, plan.normaliser(0));
      if (!request.isDebiasable()) {
        leaveOutDebiased();
      }
    }
    if (request.lacksAnyLabel()) {
      leaveOutUnknown();
    }
  }

  /** A request with an unknown label has no value for its metrics. */
  private void leaveOutUnknown() {
    for (int metric = 0; metric < labelOf.length; metric++) {
      if (request.lacksLabel(labelOf[metric])) {
        for (int model = 0; model < tied.length; model++) {
          values[plan.value(model, metric)] = Double.NaN;
        }
      }
    }
  }

  private void leaveOutDebiased() {
    for (int model = 0; model < tied.length; model++) {
      leaveOut(plan.debiasedSum(model, 0));
    }
    leaveOut(plan.normaliser(0));
  }

  private void leaveOut(int from) {
    Arrays.fill(values, from, from + additive, Double.NaN);
  }

  OpenRequest request() {
    return request;
  }

  /** Whether the request is the last one of its cluster here. */
  boolean endsCluster() {
    return endsCluster;
  }

  /** The request's numbers, as {@link MetricPlan} places them; NaN where there is none. */
  double[] values() {
    return values;
  }

  /**
   * For each point of the curve: of each additive metric what normalises it, then its debiased sum
   * for each model.
   */
  PointSums byPoint() {
    return byPoint;
  }

  /** Rows relevant to any metric. */
  int relevantRows() {
    return kernel.relevantRows();
  }

  /** Rows relevant to one metric. */
  int relevantRows(int metric) {
    return kernel.relevantRows(metric);
  }

  /** Of the rows relevant to any, those whose score another row has as well. */
  int tiedRows(int model) {
    return tied[model];
  }
}
