package io.rankproof.ope;

import io.rankproof.kernel.ope.ListWeights;
import io.rankproof.kernel.ope.OwnProducts;
import io.rankproof.kernel.ope.RoundSink;
import io.rankproof.kernel.ope.SlateSink;
import org.apache.spark.sql.catalyst.InternalRow;

/** One target's rows on their way into its sums. */
final class TargetRows implements RowReader {
  private final TargetColumns columns;
  private final boolean cascade;
  private final int depth;
  private final RoundSink sink;
  private final SlateSink slates;
  private final ListWeights ofRows;
  private final ListWeights ofLists;
  private final Request request;

  /**
   * @param cascade whether weights multiply down the list
   * @param depth rows of a list that count
   * @param shares of the loggers, where the columns are {@link TargetColumns#isMixed}; else null
   * @param slates null: lists have no value here
   */
  TargetRows(
      TargetColumns columns,
      boolean cascade,
      int depth,
      ListShares.Tables shares,
      RoundSink sink,
      SlateSink slates) {
    this.columns = columns;
    this.cascade = cascade;
    this.depth = depth;
    this.sink = sink;
    this.slates = slates;
    this.ofRows = shares == null ? new OwnProducts() : shares.ofRows();
    this.ofLists = shares == null ? new OwnProducts() : shares.ofLists();
    this.request = new Request(columns);
  }

  @Override
  public void add(InternalRow row) {
    double instance = row.getDouble(Rounds.INSTANCE);
    double reward = row.getDouble(Rounds.REWARD);
    boolean used = columns.isUsed(row);
    if (cascade || slates != null) {
      request.add(row, used);
    } else if (used) {
      sink.add(
          instance,
          row.getDouble(columns.target()),
          row.getDouble(columns.propensity()),
          reward,
          Request.number(row, columns.prediction()),
          Request.number(row, columns.expected()));
    }
    if (columns.other() == TargetColumns.SAME ? used : flag(row, columns.other())) {
      sink.addOther(instance, reward);
    }
    if (columns.isEstimated() && !row.isNullAt(columns.influenceOnReward())) {
      sink.addInfluence(
          row.getDouble(columns.influenceOnReward()), row.getDouble(columns.influenceOnWeight()));
    }
  }

  private static boolean flag(InternalRow row, int column) {
    return column != TargetColumns.NONE && !row.isNullAt(column) && row.getBoolean(column);
  }

  @Override
  public void endRequest() {
    if (request.isEmpty()) {
      return;
    }
    if (cascade) {
      request.addTo(sink, ofRows);
    } else {
      request.addTo(sink);
    }
    if (slates != null && request.isComplete()) {
      request.addTo(slates, ofLists, depth);
    } else if (slates != null && request.isUsed()) {
      slates.leaveOut();
    }
    request.clear();
  }

  @Override
  public void endCluster(long cluster) {
    sink.endCluster(cluster);
    if (slates != null) {
      slates.endCluster(cluster);
    }
  }
}
