package io.rankproof.evaluate;

import io.rankproof.config.EvaluateConfig.Ties;
import io.rankproof.kernel.rank.RankingKernel;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Turns a partition's rows, grouped by request, into evaluated requests. */
final class RequestReader implements Iterator<RequestBlock> {
  private final Iterator<InternalRow> rows;
  private final MetricPlan plan;
  private final int slices;
  private final RankingKernel kernel;
  private final int[] labelOf;
  private final int additive;
  private final int[] tied;
  private final OpenRequest request;
  private InternalRow ahead;

  RequestReader(Iterator<InternalRow> rows, MetricPlan plan, Cohorts cohorts) {
    this.rows = rows;
    this.plan = plan;
    slices = cohorts.indexes().size();
    kernel = plan.kernel();
    labelOf = plan.specs().stream().mapToInt(plan::label).toArray();
    additive = plan.additive().size();
    tied = new int[plan.models()];
    boolean trec = plan.ties() == Ties.TREC;
    request = new OpenRequest(new RowColumns(plan.labels().size(), plan.models()), cohorts, trec);
    ahead = rows.hasNext() ? rows.next() : null;
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public RequestBlock next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    RequestBlock block = new RequestBlock(plan.models(), slices, plan.width());
    while (ahead != null && !block.isFull()) {
      readRequest();
      evaluate(block);
    }
    return block;
  }

  private void readRequest() {
    request.start(ahead);
    do {
      request.add(ahead);
      ahead = rows.hasNext() ? rows.next() : null;
    } while (ahead != null && request.owns(ahead));
  }

  private void evaluate(RequestBlock block) {
    int offset = block.offset(block.size());
    kernel.prepare(request.buffer());
    for (int model = 0; model < plan.models(); model++) {
      kernel.evaluate(model, block.values(), offset + plan.value(model, 0));
      tied[model] = kernel.tiedRelevantRows();
    }
    kernel.debiasedGains(block.values(), offset + plan.normaliser(0));
    leaveOutUnknown(block, offset);
    block.add(request, kernel.relevantRows(), tied);
  }

  /** A request with an unknown label has no value for its metrics. */
  private void leaveOutUnknown(RequestBlock block, int offset) {
    for (int metric = 0; metric < labelOf.length; metric++) {
      if (request.lacksLabel(labelOf[metric])) {
        for (int model = 0; model < plan.models(); model++) {
          block.leaveOut(offset + plan.value(model, metric), 1);
        }
      }
    }
    if (!request.isDebiasable()) {
      leaveOutDebiased(block, offset);
    }
  }

  private void leaveOutDebiased(RequestBlock block, int offset) {
    for (int model = 0; model < plan.models(); model++) {
      block.leaveOut(offset + plan.debiasedSum(model, 0), additive);
    }
    block.leaveOut(offset + plan.normaliser(0), additive);
  }
}
