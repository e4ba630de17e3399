package io.rankproof.rows;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Scored rows in blocks, those of a cluster together, and in it those of a request. Passes read the
 * blocks as often as they like; what an exchange brought together stays so.
 */
public final class RowStream {
  /** Packed bytes that a partition aims at, and how much more rows take packed than in files. */
  private static final long PARTITION_BYTES = 96L << 20;

  private static final int PACKED_PER_STORED = 4;

  /** Of files, 200 GB of these columns: with more each gets too few rows of a task at a time. */
  private static final int MOST_TARGETS = 1 << 13;

  private final Dataset<Row> rows;
  private final RowSpec spec;

  /**
   * The rows' columns that the spec names: planned once, which for a Delta table lists its files.
   */
  private final Dataset<Row> selected;

  private final Path path;
  private final String reason;
  private final int partitions;
  private JavaRDD<RowBlock> exchanged;

  /** How rows come together. */
  public enum Path {
    /** They are read where they lie together. */
    TOGETHER,
    /** Packed, exchanged, and grouped by hash. */
    PACKED,
    /** Spark exchanges and sorts them. */
    PLAIN
  }

  private RowStream(
      Dataset<Row> rows,
      RowSpec spec,
      Dataset<Row> selected,
      Path path,
      String reason,
      int partitions) {
    this.rows = rows;
    this.spec = spec;
    this.selected = selected;
    this.path = path;
    this.reason = reason;
    this.partitions = partitions;
  }

  /**
   * The same rows with other columns, on the same path; packed where they no longer are a plain
   * scan.
   */
  public RowStream of(Dataset<Row> others, RowSpec otherSpec) {
    Dataset<Row> columns = otherSpec.select(others);
    boolean scan = path != Path.TOGETHER || FileScan.of(columns).isPresent();
    return new RowStream(others, otherSpec, columns, scan ? path : Path.PACKED, reason, partitions);
  }

  /**
   * Chooses how rows come together.
   *
   * @param spec all that any pass reads
   * @param together whether the rows of each cluster are known to follow one another in one file,
   *     in them those of each request
   * @param wanted the path to take; empty: the fastest that is right
   * @param partitions of an exchange; 0: by size
   * @throws IllegalArgumentException if the wanted path would not be right, saying why
   */
  public static RowStream open(
      Dataset<Row> rows, RowSpec spec, boolean together, Optional<Path> wanted, int partitions) {
    Dataset<Row> selected = spec.select(rows);
    Optional<String> notTogether = whyNotTogether(selected, together);
    boolean sorted = spec.ties() == RowSpec.TieKey.ITEM;
    if (wanted.isEmpty()) {
      if (sorted) {
        String reason = "ties in the order of items need sorted rows";
        return new RowStream(rows, spec, selected, Path.PLAIN, reason, partitions);
      }
      return notTogether
          .map(reason -> new RowStream(rows, spec, selected, Path.PACKED, reason, partitions))
          .orElseGet(
              () ->
                  new RowStream(
                      rows, spec, selected, Path.TOGETHER, "rows lie together", partitions));
    }
    if (sorted && wanted.get() != Path.PLAIN) {
      throw new IllegalArgumentException("ties in the order of items need the path plain");
    }
    if (wanted.get() == Path.TOGETHER && notTogether.isPresent()) {
      throw new IllegalArgumentException(notTogether.get());
    }
    return new RowStream(rows, spec, selected, wanted.get(), "asked for", partitions);
  }

  private static Optional<String> whyNotTogether(Dataset<Row> selected, boolean together) {
    if (!together) {
      return Optional.of("it is not recorded that rows lie together");
    }
    return FileScan.of(selected).isEmpty()
        ? Optional.of(
            "the rows are not a plain scan of Parquet files (a filter, a conversion or deleted rows"
                + " come between)")
        : Optional.empty();
  }

  /** The path taken. */
  public Path path() {
    return path;
  }

  /** The path taken, and why, in words. */
  public String text() {
    return switch (path) {
      case TOGETHER -> "rows are read where they lie, without an exchange: " + reason;
      case PACKED -> "rows are packed and exchanged: " + reason;
      case PLAIN -> "rows are exchanged and sorted: " + reason;
    };
  }

  /** Blocks with all columns. */
  public JavaRDD<RowBlock> blocks() {
    return blocks(spec);
  }

  /**
   * Blocks with some of the columns; where rows had to be exchanged, with all.
   *
   * @param part a part of the columns
   */
  public JavaRDD<RowBlock> blocks(RowSpec part) {
    return switch (path) {
      case TOGETHER -> scanned(part, BatchReader.Hashes.OF_CLUSTERS);
      case PACKED -> exchanged(this::packed);
      case PLAIN -> exchanged(this::sorted);
    };
  }

  /**
   * Blocks for sums that have no replicates: where rows lie together their clusters have no hash.
   */
  public JavaRDD<RowBlock> unhashed() {
    return path == Path.TOGETHER ? scanned(spec, BatchReader.Hashes.NONE) : blocks();
  }

  private JavaRDD<RowBlock> exchanged(java.util.function.Supplier<JavaRDD<RowBlock>> exchange) {
    if (exchanged == null) {
      exchanged = exchange.get();
    }
    return exchanged;
  }

  private JavaRDD<RowBlock> scanned(RowSpec part, BatchReader.Hashes hashes) {
    Dataset<Row> columns = part.equals(spec) ? selected : part.select(rows);
    RowShape shape = RowShape.of(part, columns.schema());
    FileScan scan = FileScan.of(columns).orElseThrow();
    int[] places = scan.places();
    return scan.batchesOfWholeFiles()
        .mapPartitions(batches -> new BatchReader(batches, shape, places, hashes));
  }

  /**
   * Spark's own rows of a dataset that is made of the files of {@link Path#TOGETHER} without an
   * exchange: those of a file, and with them those of a cluster, in one partition. An iterator
   * reuses its row.
   */
  public static JavaRDD<InternalRow> ofWholeFiles(Dataset<Row> rows) {
    return FileScan.ofWholeFiles(rows.sparkSession(), () -> records(rows));
  }

  /** Blocks of rows as they lie, whatever belongs together. */
  public static JavaRDD<RowBlock> unordered(Dataset<Row> rows, RowSpec spec) {
    Dataset<Row> selected = spec.select(rows);
    return unordered(selected, RowShape.of(spec, selected.schema()));
  }

  private JavaRDD<RowBlock> packed() {
    RowShape shape = RowShape.of(spec, selected.schema());
    int targets = partitions > 0 ? partitions : targets(selected);
    return PackedExchange.together(
        unordered(selected, shape), new PackedFormat(shape), targets, PackedWriter.BUDGET);
  }

  /** Blocks of rows in any order, with keys that tell requests apart. */
  private static JavaRDD<RowBlock> unordered(Dataset<Row> selected, RowShape shape) {
    Optional<FileScan> scan = FileScan.of(selected);
    if (scan.isPresent()) {
      int[] places = scan.get().places();
      return scan.get()
          .batches()
          .mapPartitions(
              batches -> new BatchReader(batches, shape, places, BatchReader.Hashes.THAT_IDENTIFY));
    }
    return records(selected).mapPartitions(part -> new RecordReader(part, shape));
  }

  private static int targets(Dataset<Row> selected) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) selected;
    scala.math.BigInt stored = classic.queryExecution().optimizedPlan().stats().sizeInBytes();
    int cores = classic.sparkSession().sparkContext().defaultParallelism();
    int usual = classic.sparkSession().sessionState().conf().numShufflePartitions();
    return targets(stored.doubleValue(), FileScan.of(selected).isPresent(), cores, usual);
  }

  /**
   * Partitions of an exchange by size: one for a core, more as bytes ask for, since each is held in
   * memory.
   *
   * @param stored bytes of the columns in files, or what Spark takes them for
   * @param files whether the rows are a scan of files, whose bytes are known: what Spark thinks of
   *     a join may be off by any factor, and is believed up to its usual number of partitions
   * @param usual {@code spark.sql.shuffle.partitions}
   */
  static int targets(double stored, boolean files, int cores, int usual) {
    int most = files ? Math.max(usual, MOST_TARGETS) : usual;
    double wanted = Math.ceil(stored * PACKED_PER_STORED / PARTITION_BYTES);
    return (int) Math.max(Math.min(cores, usual), Math.min(wanted, most));
  }

  private JavaRDD<RowBlock> sorted() {
    RowShape shape = RowShape.of(spec, selected.schema());
    List<Column> keys = new ArrayList<>();
    Column request = col("c" + shape.request());
    Column cluster =
        shape.cluster() < 0
            ? request
            : org.apache.spark.sql.functions.coalesce(
                col("c" + shape.cluster()).cast("string"), request.cast("string"));
    if (shape.cluster() >= 0) {
      keys.add(col("c" + shape.cluster()).isNull());
    }
    keys.add(cluster);
    keys.add(request);
    if (shape.item() >= 0) {
      keys.add(col("c" + shape.item()));
    }
    Dataset<Row> grouped =
        (partitions > 0 ? selected.repartition(partitions, cluster) : selected.repartition(cluster))
            .sortWithinPartitions(keys.toArray(Column[]::new));
    return records(grouped).mapPartitions(part -> new RecordReader(part, shape));
  }

  /** Spark's own rows, without a conversion per row. An iterator reuses its row. */
  private static JavaRDD<InternalRow> records(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }
}
