package io.rankproof.ope;

import io.rankproof.kernel.ope.LoggerShares;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts the loggers' shares that a target's weights down lists take: of the rows that have such a
 * weight, and of those of lists that are used as a whole.
 */
final class ListShares implements RowReader {
  private final TargetColumns columns;
  private final Request request;
  private final LoggerShares rows;
  private final LoggerShares lists;

  /** What was counted. */
  record Tables(LoggerShares.Table rows, LoggerShares.Table lists) implements Serializable {}

  /**
   * @param byLength whether lists of each length have shares of their own
   */
  ListShares(TargetColumns columns, boolean byLength) {
    this.columns = columns;
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
    request.countIn(rows);
    if (request.isComplete()) {
      request.countIn(lists);
    }
    request.clear();
  }

  @Override
  public void endCluster(long cluster) {}

  byte[][] toBytes() {
    return new byte[][] {rows.toBytes(), lists.toBytes()};
  }

  /** What {@link #toBytes} of two partitions wrote, together. */
  static byte[][] merged(byte[][] left, byte[][] right) {
    byte[][] merged = new byte[left.length][];
    for (int i = 0; i < left.length; i++) {
      LoggerShares shares = LoggerShares.fromBytes(left[i]);
      shares.merge(LoggerShares.fromBytes(right[i]));
      merged[i] = shares.toBytes();
    }
    return merged;
  }

  static Tables tables(byte[][] parts) {
    return new Tables(
        LoggerShares.fromBytes(parts[0]).table(), LoggerShares.fromBytes(parts[1]).table());
  }
}
