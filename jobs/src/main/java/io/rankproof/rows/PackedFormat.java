package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.io.Serializable;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How rows lie in the bytes of a packed exchange: runs of consecutive rows of one request. A run
 * has a head (keys of request and cluster, texts where they are wanted, number of rows) and then
 * its rows one by one.
 *
 * <p>The hashes of a request are written in other bits at each place. Else a compressor would find
 * those of the rows before in some of the rows, and take several times as long to save 3 to 6% of
 * the bytes; where it finds nothing, it soon skips.
 */
final class PackedFormat implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LABEL_BYTES = 9;

  /** Rows of a run: their number takes a byte. */
  private static final int MOST_ROWS = 255;

  private final RowShape shape;
  private final boolean[] narrow;

  /** Bytes of a run's hashes. */
  private final int hashBytes;

  /** Bytes of a row without its labels. */
  private final int fixedBytes;

  private final int mostRowBytes;

  PackedFormat(RowShape shape) {
    this.shape = shape;
    narrow = new boolean[shape.scores()];
    int bytes = Integer.BYTES * shape.segments().size();
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = shape.kinds()[shape.firstScore() + i] == Kind.FLOAT;
      bytes += narrow[i] ? Float.BYTES : Double.BYTES;
    }
    bytes += shape.randomised() >= 0 ? 1 : 0;
    bytes += shape.propensity() >= 0 ? Double.BYTES : 0;
    bytes += shape.weight() >= 0 ? Double.BYTES : 0;
    bytes += shape.item() >= 0 ? Long.BYTES : 0;
    fixedBytes = bytes;
    mostRowBytes = fixedBytes + LABEL_BYTES * shape.labels();
    hashBytes = (hasClusters() ? 2 : 1) * (Long.BYTES + Integer.BYTES);
  }

  RowShape shape() {
    return shape;
  }

  /** Whether there are clusters other than requests. */
  boolean hasClusters() {
    return shape.cluster() >= 0;
  }

  /** Bytes that a run of one row of a request takes at most. */
  int mostBytes(RunKey key) {
    int texts =
        shape.names() ? PackedBytes.bytesOf(key.request) + PackedBytes.bytesOf(key.cluster) : 0;
    return hashBytes + texts + 1 + mostRowBytes;
  }

  /**
   * Writes a run of rows of a request: as many as there is room for, one at least.
   *
   * @param to where the rows end
   * @return the first row that is not in the run
   */
  int write(RowBlock block, int from, int to, RunKey key, PackedBytes out) {
    writeKey(key, out);
    int count = out.at();
    out.putSmall(1);
    int most = Math.min(to, from + MOST_ROWS);
    int row = from;
    do {
      writeRow(block, row++, out);
    } while (row < most && out.room() >= mostRowBytes);
    out.setSmall(count, row - from);
    return row;
  }

  private void writeKey(RunKey key, PackedBytes out) {
    long mask = mask(out);
    out.putLong(key.requestHash ^ mask);
    out.putInt(key.requestCheck ^ (int) mask);
    if (hasClusters()) {
      out.putLong(key.clusterHash ^ mask);
      out.putInt(key.clusterCheck ^ (int) mask);
    }
    if (shape.names()) {
      out.putText(key.request);
      out.putText(key.cluster);
    }
  }

  private static long mask(PackedBytes place) {
    return place.at() * 0x9E3779B97F4A7C15L;
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
    readHashes(in, key);
    if (shape.names()) {
      key.request = in.getText();
      key.cluster = in.getText();
    }
  }

  private void readHashes(PackedBytes in, RunKey key) {
    long mask = mask(in);
    key.requestHash = in.getLong() ^ mask;
    key.requestCheck = in.getInt() ^ (int) mask;
    key.clusterHash = hasClusters() ? in.getLong() ^ mask : key.requestHash;
    key.clusterCheck = hasClusters() ? in.getInt() ^ (int) mask : key.requestCheck;
  }

  void skipKey(PackedBytes in) {
    in.skip(hashBytes);
    skipTexts(in);
  }

  private void skipTexts(PackedBytes in) {
    if (shape.names()) {
      in.skipText();
      in.skipText();
    }
  }

  int readCount(PackedBytes in) {
    return in.getSmall();
  }

  /** Reads the hashes of a run, and goes to the end of its rows. */
  void skipRun(PackedBytes in, RunKey key) {
    readHashes(in, key);
    skipTexts(in);
    int rows = readCount(in);
    for (int row = 0; row < rows; row++) {
      for (int label = 0; label < shape.labels(); label++) {
        in.skipLabel();
      }
      in.skip(fixedBytes);
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

  /** Whose rows a run has. Half of the bits of a second hash are enough beside the first. */
  static final class RunKey {
    long requestHash;
    int requestCheck;
    long clusterHash;
    int clusterCheck;
    UTF8String request;
    UTF8String cluster;

    void take(RowBlock block, int row) {
      requestHash = block.requestHash[row];
      requestCheck = (int) block.requestCheck[row];
      clusterHash = block.clusterHash[row];
      clusterCheck = (int) block.clusterCheck[row];
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
