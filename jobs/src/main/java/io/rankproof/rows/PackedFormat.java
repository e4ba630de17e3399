package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.io.Serializable;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How rows lie in the bytes of a packed exchange: runs of consecutive rows of one request. A run
 * has a head (keys of request and cluster, texts where they are wanted, number of rows, bytes of
 * the rows) and then its rows one by one.
 */
final class PackedFormat implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LABEL_BYTES = 9;

  private final RowShape shape;
  private final boolean[] narrow;
  private final int mostBytes;

  PackedFormat(RowShape shape) {
    this.shape = shape;
    narrow = new boolean[shape.scores()];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = shape.kinds()[shape.firstScore() + i] == Kind.FLOAT;
    }
    mostBytes =
        1
            + LABEL_BYTES * shape.labels()
            + Long.BYTES * (shape.scores() + 3)
            + Integer.BYTES * shape.segments().size();
  }

  RowShape shape() {
    return shape;
  }

  /** Writes rows {@code from} to {@code to} of a block, of the request that starts at a row. */
  void write(RowBlock block, int from, int to, RunKey key, PackedBytes out) {
    out.reserve(4 * Long.BYTES + 2 * Integer.BYTES);
    out.putLong(key.requestHash);
    out.putLong(key.requestCheck);
    if (shape.cluster() >= 0) {
      out.putLong(key.clusterHash);
      out.putLong(key.clusterCheck);
    }
    if (shape.names()) {
      out.putText(key.request);
      out.putText(key.cluster);
    }
    out.reserve(2 * Integer.BYTES + Math.multiplyExact(to - from, mostBytes));
    out.putInt(to - from);
    int length = out.at();
    out.putInt(0);
    for (int row = from; row < to; row++) {
      writeRow(block, row, out);
    }
    out.setInt(length, out.at() - length - Integer.BYTES);
  }

  private void writeRow(RowBlock block, int row, PackedBytes out) {
    for (double[] labels : block.labels) {
      out.putLabel(labels[row]);
    }
    for (int i = 0; i < narrow.length; i++) {
      if (narrow[i]) {
        out.putFloat((float) block.scores[i][row]);
      } else {
        out.putDouble(block.scores[i][row]);
      }
    }
    for (int[] segment : block.segments) {
      out.putInt(segment[row]);
    }
    if (block.randomised.length > 0) {
      out.putTruth(block.randomised[0][row]);
    }
    if (block.propensity.length > 0) {
      out.putDouble(block.propensity[0][row]);
    }
    if (block.weight.length > 0) {
      out.putDouble(block.weight[0][row]);
    }
    if (block.tieKey.length > 0) {
      out.putLong(block.tieKey[0][row]);
    }
  }

  void readKey(PackedBytes in, RunKey key) {
    key.requestHash = in.getLong();
    key.requestCheck = in.getLong();
    key.clusterHash = shape.cluster() >= 0 ? in.getLong() : key.requestHash;
    key.clusterCheck = shape.cluster() >= 0 ? in.getLong() : key.requestCheck;
    if (shape.names()) {
      key.request = in.getText();
      key.cluster = in.getText();
    }
  }

  void readRow(PackedBytes in, RowBlock block, int row) {
    for (double[] labels : block.labels) {
      labels[row] = in.getLabel();
    }
    for (int i = 0; i < narrow.length; i++) {
      block.scores[i][row] = narrow[i] ? in.getFloat() : in.getDouble();
    }
    for (int[] segment : block.segments) {
      segment[row] = in.getInt();
    }
    if (block.randomised.length > 0) {
      block.randomised[0][row] = in.getTruth();
    }
    if (block.propensity.length > 0) {
      block.propensity[0][row] = in.getDouble();
    }
    if (block.weight.length > 0) {
      block.weight[0][row] = in.getDouble();
    }
    if (block.tieKey.length > 0) {
      block.tieKey[0][row] = in.getLong();
    }
  }

  /** Whose rows a run has. */
  static final class RunKey {
    long requestHash;
    long requestCheck;
    long clusterHash;
    long clusterCheck;
    UTF8String request;
    UTF8String cluster;

    void take(RowBlock block, int row) {
      requestHash = block.requestHash[row];
      requestCheck = block.requestCheck[row];
      clusterHash = block.clusterHash[row];
      clusterCheck = block.clusterCheck[row];
      if (block.hasNames()) {
        request = block.names[0][row];
        cluster = block.names[1][row];
      }
    }

    /** The bucket of the cluster: one of {@link PackedExchange#BUCKETS} of one of some targets. */
    int bucket(int targets) {
      long mixed = clusterHash * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 32;
      int within = (int) mixed & (PackedExchange.BUCKETS - 1);
      long target = ((mixed >>> 32) * targets) >>> 32;
      return (int) (within * (long) targets + target);
    }
  }
}
