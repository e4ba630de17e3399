package io.rankproof.rows;

import io.rankproof.rows.RowShape.Kind;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Turns the column batches of a scan into blocks, in the order of the rows. */
final class BatchReader implements Iterator<RowBlock> {
  private final Iterator<ColumnarBatch> batches;
  private final RowShape shape;
  private final int[] places;
  private final Hashes hashes;
  private final SegmentCoder[] coders;
  private final VectorColumn.Codes[] codes;
  private final KeyChanges requests = new KeyChanges();
  private final KeyChanges clusters = new KeyChanges();
  private final VectorColumn.Numbers[] numbers;
  private final RowBlock block;

  /** What is hashed of keys. */
  enum Hashes {
    NONE,
    /** Of clusters, which draw the weights of replicates. */
    OF_CLUSTERS,
    /** Of requests and clusters, in 128 bits: an exchange tells keys apart by them. */
    THAT_IDENTIFY
  }

  /**
   * @param places for each column of the shape its place in a batch
   * @param hashes of keys
   */
  BatchReader(Iterator<ColumnarBatch> batches, RowShape shape, int[] places, Hashes hashes) {
    this.batches = batches;
    this.shape = shape;
    this.places = places;
    this.hashes = hashes;
    coders = shape.coders();
    codes = new VectorColumn.Codes[coders.length];
    Arrays.setAll(codes, i -> new VectorColumn.Codes());
    numbers = new VectorColumn.Numbers[shape.kinds().length];
    Arrays.setAll(numbers, this::numbers);
    block = shape.block(coders);
  }

  private VectorColumn.Numbers numbers(int place) {
    if (isOneOf(place, shape.firstLabel(), shape.labels())) {
      return VectorColumn.Numbers.finite(RowBlock.NO_LABEL);
    }
    return isOneOf(place, shape.firstScore(), shape.scores())
        ? VectorColumn.Numbers.finite(RowBlock.NO_SCORE)
        : VectorColumn.Numbers.any();
  }

  private static boolean isOneOf(int place, int first, int count) {
    return place >= first && place < first + count;
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public RowBlock next() {
    ColumnarBatch batch = batches.next();
    int rows = batch.numRows();
    block.reserve(rows);
    block.size = rows;
    readNumbers(batch, rows);
    readSegments(batch, rows);
    if (shape.request() >= 0) {
      readKeys(batch, rows);
    }
    return block;
  }

  private boolean identify() {
    return hashes == Hashes.THAT_IDENTIFY;
  }

  private ColumnVector column(ColumnarBatch batch, int place) {
    return batch.column(places[place]);
  }

  private void readNumbers(ColumnarBatch batch, int rows) {
    for (int i = 0; i < shape.labels(); i++) {
      int place = shape.firstLabel() + i;
      block.labels[i] = numbers(batch, place, rows);
      block.mayLackLabel[i] = numbers[place].lacksAny();
    }
    for (int i = 0; i < shape.scores(); i++) {
      int place = shape.firstScore() + i;
      block.scores[i] = numbers(batch, place, rows);
      block.mayLackScore[i] = numbers[place].lacksAny();
    }
    if (shape.propensity() >= 0) {
      block.propensity[0] = numbers(batch, shape.propensity(), rows);
    }
    if (shape.weight() >= 0) {
      block.weight[0] = numbers(batch, shape.weight(), rows);
    }
    if (shape.randomised() >= 0) {
      int place = shape.randomised();
      VectorColumn.truths(column(batch, place), shape.kinds()[place], rows, block.randomised[0]);
    }
    if (shape.item() >= 0) {
      ColumnVector items = column(batch, shape.item());
      long seedHash = Keys.hash(shape.seed());
      for (int i = 0; i < rows; i++) {
        block.tieKey[0][i] = Keys.itemHash(VectorColumn.text(items, i), seedHash);
      }
    }
  }

  private double[] numbers(ColumnarBatch batch, int place, int rows) {
    return numbers[place].read(column(batch, place), shape.kinds()[place], rows);
  }

  private void readSegments(ColumnarBatch batch, int rows) {
    for (int i = 0; i < codes.length; i++) {
      int place = shape.firstSegment() + i;
      codes[i].read(column(batch, place), shape.kinds()[place], rows, coders[i], block.segments[i]);
    }
  }

  private void readKeys(ColumnarBatch batch, int rows) {
    ColumnVector request = column(batch, shape.request());
    Kind kind = shape.kinds()[shape.request()];
    boolean[] changes = requests.read(request, kind, rows);
    if (shape.cluster() < 0) {
      block.startsRequest = changes;
      block.startsCluster = changes;
      keysOfRequests(request, kind, rows, hashes != Hashes.NONE);
    } else {
      System.arraycopy(changes, 0, block.startsRequest, 0, rows);
      ColumnVector cluster = column(batch, shape.cluster());
      Kind clusterKind = shape.kinds()[shape.cluster()];
      readClusters(cluster, clusterKind, rows);
      keysOfRequests(
          request, kind, rows, identify() || (hashes != Hashes.NONE && cluster.hasNull()));
      keysOfClusters(cluster, clusterKind, rows);
    }
  }

  /** A row without a cluster is in that of its request; a new cluster starts a request. */
  private void readClusters(ColumnVector cluster, Kind kind, int rows) {
    boolean[] changes = clusters.read(cluster, kind, rows);
    boolean nulls = cluster.hasNull();
    for (int i = 0; i < rows; i++) {
      boolean alone = nulls && block.startsRequest[i] && cluster.isNullAt(i);
      block.startsCluster[i] = changes[i] || alone;
      block.startsRequest[i] |= changes[i];
    }
  }

  /** Where rows lie together and every one has a cluster, nobody asks for these hashes. */
  private void keysOfRequests(ColumnVector column, Kind kind, int rows, boolean hashed) {
    if (!hashed && !shape.names()) {
      return;
    }
    for (int i = 0; i < rows; i++) {
      if (block.startsRequest[i]) {
        if (hashed) {
          block.requestHash[i] = requests.hash(column, kind, i);
          block.requestCheck[i] = identify() ? requests.check(column, kind, i) : 0;
        }
        if (shape.names()) {
          block.names[0][i] = requests.name(column, kind, i);
        }
        if (shape.cluster() < 0) {
          takeRequestAsCluster(i);
        }
      }
    }
  }

  private void takeRequestAsCluster(int row) {
    block.clusterHash[row] = block.requestHash[row];
    block.clusterCheck[row] = block.requestCheck[row];
    if (shape.names()) {
      block.names[1][row] = block.names[0][row];
    }
  }

  private void keysOfClusters(ColumnVector column, Kind kind, int rows) {
    if (hashes == Hashes.NONE && !shape.names()) {
      return;
    }
    boolean everyRequest = identify() || shape.names();
    for (int i = 0; i < rows; i++) {
      if (block.startsCluster[i] || (everyRequest && block.startsRequest[i])) {
        if (column.isNullAt(i)) {
          takeRequestAsCluster(i);
          block.clusterHash[i] ^= Keys.ALONE;
          block.clusterCheck[i] ^= Keys.ALONE;
        } else {
          block.clusterHash[i] = clusters.hash(column, kind, i);
          block.clusterCheck[i] = identify() ? clusters.check(column, kind, i) : 0;
          if (shape.names()) {
            block.names[1][i] = clusters.name(column, kind, i);
          }
        }
      }
    }
  }
}
