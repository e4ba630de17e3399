package io.rankproof.ope;

import io.rankproof.kernel.ope.ListWeights;
import io.rankproof.kernel.ope.LoggerShares;
import io.rankproof.kernel.ope.MixtureProducts;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts the loggers' shares that a target's weights down lists take: of the rows that have such a
 * weight, where rows take it, and of those of lists that are used as a whole, down to the depth.
 */
final class ListShares implements RowReader {
  /** Shares by length are as many as the square of it: some 30,000 places. */
  static final int MOST_ROWS_BY_LENGTH = 250;

  /** As many places where they are not. */
  static final int MOST_ROWS = 30_000;

  private final TargetColumns columns;
  private final boolean takesRows;
  private final int mostRows;
  private final int depth;
  private final Request request;
  private final LoggerShares rows;
  private final LoggerShares lists;
  private long interleaved;
  private long tooLong;
  private long longest;

  /** What was counted. */
  record Tables(LoggerShares.Table rows, LoggerShares.Table lists, UnbalancedRequests without)
      implements Serializable {

    /** Weights of rows. */
    ListWeights ofRows() {
      return without.ofRows().isPresent() ? new NoWeights() : new MixtureProducts(rows);
    }

    /** Weights of lists. */
    ListWeights ofLists() {
      return without.ofLists().isPresent() ? new NoWeights() : new MixtureProducts(lists);
    }
  }

  /**
   * @param byLength whether lists of each length have shares of their own
   * @param ofRows whether rows have weights down the list to them
   * @param depth rows of a list that count
   */
  ListShares(TargetColumns columns, boolean byLength, boolean ofRows, int depth) {
    this.columns = columns;
    this.takesRows = ofRows;
    int most = byLength ? MOST_ROWS_BY_LENGTH : MOST_ROWS;
    this.mostRows = ofRows ? most : Integer.MAX_VALUE;
    this.depth = depth;
    this.request = new Request(columns);
    this.rows = new LoggerShares(columns.loggers(), byLength);
    this.lists = new LoggerShares(columns.loggers(), byLength);
  }

  @Override
  public void add(InternalRow row) {
    request.add(row, columns.isUsed(row));
  }

  @Override
  public void endRequest() {
    if (request.isUsed()) {
      interleaved += request.isOfSeveralLoggers() ? 1 : 0;
      count();
    }
    request.clear();
  }

  private void count() {
    if (request.size() > mostRows) {
      tooLong++;
      longest = Math.max(longest, request.size());
    } else if (takesRows) {
      request.countIn(rows, request.size());
    }
    if (request.isComplete()) {
      request.countIn(lists, depth);
    }
  }

  @Override
  public void endCluster(long cluster) {}

  byte[][] toBytes() {
    UnbalancedRequests without = new UnbalancedRequests(interleaved, tooLong, longest, mostRows);
    return new byte[][] {rows.toBytes(), lists.toBytes(), without.toBytes()};
  }

  /** What {@link #toBytes} of two partitions wrote, together. */
  static byte[][] merged(byte[][] left, byte[][] right) {
    UnbalancedRequests without =
        UnbalancedRequests.fromBytes(left[2]).plus(UnbalancedRequests.fromBytes(right[2]));
    return new byte[][] {shares(left[0], right[0]), shares(left[1], right[1]), without.toBytes()};
  }

  private static byte[] shares(byte[] left, byte[] right) {
    LoggerShares shares = LoggerShares.fromBytes(left);
    shares.merge(LoggerShares.fromBytes(right));
    return shares.toBytes();
  }

  static Tables tables(byte[][] parts) {
    return new Tables(
        LoggerShares.fromBytes(parts[0]).table(),
        LoggerShares.fromBytes(parts[1]).table(),
        UnbalancedRequests.fromBytes(parts[2]));
  }
}
