package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns Spark's rows into blocks, in their order. */
final class RecordReader implements Iterator<RowBlock> {
  private final Iterator<InternalRow> rows;
  private final RowShape shape;
  private final SegmentCoder[] coders;
  private final RowBlock block;
  private final long seedHash;
  private boolean any;
  private long requestHash;
  private long requestCheck;
  private long clusterHash;
  private long clusterCheck;
  private long placeInRequest;

  RecordReader(Iterator<InternalRow> rows, RowShape shape) {
    this.rows = rows;
    this.shape = shape;
    coders = shape.coders();
    block = shape.block(coders);
    seedHash = Keys.hash(shape.seed());
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public RowBlock next() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    block.size = 0;
    while (block.size < RowBlock.CAPACITY && rows.hasNext()) {
      read(rows.next(), block.size);
      block.size++;
    }
    return block;
  }

  private void read(InternalRow row, int to) {
    for (int i = 0; i < shape.labels(); i++) {
      block.labels[i][to] = finite(number(row, shape.firstLabel() + i), RowBlock.NO_LABEL);
    }
    for (int i = 0; i < shape.scores(); i++) {
      block.scores[i][to] = finite(number(row, shape.firstScore() + i), RowBlock.NO_SCORE);
    }
    for (int i = 0; i < coders.length; i++) {
      block.segments[i][to] = code(row, shape.firstSegment() + i, coders[i]);
    }
    if (shape.propensity() >= 0) {
      block.propensity[0][to] = number(row, shape.propensity());
    }
    if (shape.weight() >= 0) {
      block.weight[0][to] = number(row, shape.weight());
    }
    if (shape.randomised() >= 0) {
      block.randomised[0][to] = number(row, shape.randomised()) > 0;
    }
    if (shape.request() >= 0) {
      readKeys(row, to);
    }
    if (shape.item() >= 0) {
      block.tieKey[0][to] = tieKey(row);
    }
  }

  /** Sorted rows come in ascending order of the item, and trec_eval puts the larger one first. */
  private long tieKey(InternalRow row) {
    if (shape.ties() == RowSpec.TieKey.ITEM) {
      return -placeInRequest++;
    }
    UTF8String item = row.isNullAt(shape.item()) ? null : row.getUTF8String(shape.item());
    return Keys.itemHash(item, seedHash);
  }

  private void readKeys(InternalRow row, int to) {
    long hash = hash(row, shape.request());
    long check = check(row, shape.request());
    boolean owned = shape.cluster() >= 0 && !row.isNullAt(shape.cluster());
    long alone = shape.cluster() >= 0 ? Keys.ALONE : 0;
    long ownerHash = owned ? hash(row, shape.cluster()) : hash ^ alone;
    long ownerCheck = owned ? check(row, shape.cluster()) : check ^ alone;
    boolean newCluster = !any || ownerHash != clusterHash || ownerCheck != clusterCheck;
    boolean newRequest = newCluster || hash != requestHash || check != requestCheck;
    block.startsCluster[to] = newCluster;
    block.startsRequest[to] = newRequest;
    if (newRequest) {
      any = true;
      placeInRequest = 0;
      block.requestHash[to] = requestHash = hash;
      block.requestCheck[to] = requestCheck = check;
      block.clusterHash[to] = clusterHash = ownerHash;
      block.clusterCheck[to] = clusterCheck = ownerCheck;
      if (shape.names()) {
        block.names[0][to] = name(row, shape.request());
        block.names[1][to] = owned ? name(row, shape.cluster()) : block.names[0][to];
      }
    }
  }

  private static double finite(double number, double otherwise) {
    return Double.isFinite(number) ? number : otherwise;
  }

  private double number(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return Double.NaN;
    }
    return switch (shape.kinds()[column]) {
      case DOUBLE -> row.getDouble(column);
      case FLOAT -> row.getFloat(column);
      case BOOLEAN -> row.getBoolean(column) ? 1 : 0;
      default -> whole(row, column);
    };
  }

  private long whole(InternalRow row, int column) {
    return switch (shape.kinds()[column]) {
      case BYTE -> row.getByte(column);
      case SHORT -> row.getShort(column);
      case INT -> row.getInt(column);
      default -> row.getLong(column);
    };
  }

  private int code(InternalRow row, int column, SegmentCoder coder) {
    if (row.isNullAt(column)) {
      return coder.missing();
    }
    return isText(column) ? coder.code(row.getUTF8String(column)) : coder.code(whole(row, column));
  }

  private boolean isText(int column) {
    return shape.kinds()[column] == Kind.TEXT;
  }

  private long hash(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return Keys.NULL_HASH;
    }
    return isText(column) ? Keys.hash(row.getUTF8String(column)) : Keys.hash(whole(row, column));
  }

  private long check(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return Keys.NULL_CHECK;
    }
    return isText(column) ? Keys.check(row.getUTF8String(column)) : whole(row, column);
  }

  private UTF8String name(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return null;
    }
    return isText(column) ? row.getUTF8String(column).clone() : Keys.text(whole(row, column));
  }
}
