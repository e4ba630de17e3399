package io.rankproof.ope;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.OpeConfig.Slots;
import io.rankproof.config.RankproofConfig;
import io.rankproof.kernel.ope.RoundSink;
import io.rankproof.kernel.ope.RoundSums;
import io.rankproof.kernel.ope.SlateShape;
import io.rankproof.kernel.ope.SlateSink;
import io.rankproof.kernel.ope.SlateSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Reads the rows of {@link Rounds} once, all targets at a time. Clusters are complete within a
 * partition, and {@link ClusterRows} orders the rows within them by key: sums do not depend on the
 * partitioning.
 */
final class RoundPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<TargetPlanColumns> targets;
  private final double[] bounds;
  private final double cap;
  private final Slots slots;
  private final int depth;
  private final long seed;
  private final int replicates;

  /** The part of a plan that tasks need. */
  private record TargetPlanColumns(TargetColumns columns, boolean slates, boolean cascade)
      implements Serializable {}

  RoundPass(List<TargetPlan> targets, RankproofConfig config) {
    OpeConfig ope = config.ope();
    this.slots = ope.slots();
    boolean cascade = slots == Slots.CASCADE;
    this.targets =
        new ArrayList<>(
            targets.stream()
                .map(
                    t ->
                        new TargetPlanColumns(
                            t.columns(), t.hasSlates(), cascade && t.isGivenTheItemsAbove()))
                .toList());
    this.bounds = ope.bounds().stream().mapToDouble(Double::doubleValue).toArray();
    this.cap = ope.userTotal().orElse(Double.NaN);
    this.depth = ope.depth();
    this.seed = config.seed();
    this.replicates = ope.replicates();
  }

  /** All sums of every target. */
  List<TargetSums> sum(Dataset<Row> rows) {
    byte[][][] merged =
        partitions(rows, partition -> sum(partition)).reduce((a, b) -> mergedSums(a, b));
    List<TargetSums> sums = new ArrayList<>();
    for (byte[][] parts : merged) {
      sums.add(TargetSums.fromBytes(parts));
    }
    return sums;
  }

  private static byte[][][] mergedSums(byte[][][] left, byte[][][] right) {
    byte[][][] merged = new byte[left.length][][];
    for (int t = 0; t < left.length; t++) {
      TargetSums sums = TargetSums.fromBytes(left[t]);
      sums.merge(TargetSums.fromBytes(right[t]));
      merged[t] = sums.toBytes();
    }
    return merged;
  }

  private byte[][][] sum(Iterator<InternalRow> rows) {
    List<TargetSums> sums = new ArrayList<>();
    List<TargetRows> readers = new ArrayList<>();
    for (TargetPlanColumns target : targets) {
      TargetColumns columns = target.columns();
      TargetSums own =
          new TargetSums(
              new RoundSums(bounds, columns.hasPredictions(), cap),
              target.slates() ? Optional.of(new SlateSums(shape(columns))) : Optional.empty());
      sums.add(own);
      readers.add(
          new TargetRows(columns, target.cascade(), own.rounds(), own.slates().orElse(null)));
    }
    read(rows, readers);
    return sums.stream().map(TargetSums::toBytes).toArray(byte[][][]::new);
  }

  private SlateShape shape(TargetColumns columns) {
    return new SlateShape(
        depth, slots != Slots.CASCADE, slots != Slots.ITEM_POSITION, columns.hasTail());
  }

  /** Bootstraps every target at its chosen bounds. */
  void bootstrap(Dataset<Row> rows, List<TargetValues> values) {
    List<byte[][]> sums = new ArrayList<>();
    List<int[]> chosen = new ArrayList<>();
    for (TargetValues value : values) {
      sums.add(value.sums().toBytes());
      chosen.add(value.chosenBounds());
    }
    byte[][][] merged =
        partitions(rows, partition -> replicate(partition, sums, chosen))
            .reduce((a, b) -> mergedReplicates(a, b));
    for (int t = 0; t < merged.length; t++) {
      TargetReplicates all = replicates(sums.get(t), chosen.get(t));
      all.read(merged[t]);
      values.get(t).bootstrapped(all);
    }
  }

  private byte[][][] replicate(
      Iterator<InternalRow> rows, List<byte[][]> sums, List<int[]> chosen) {
    List<TargetReplicates> all = new ArrayList<>();
    List<TargetRows> readers = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      TargetReplicates own = replicates(sums.get(t), chosen.get(t));
      all.add(own);
      TargetPlanColumns target = targets.get(t);
      readers.add(
          new TargetRows(
              target.columns(), target.cascade(), own.rounds(), own.slates().orElse(null)));
    }
    read(rows, readers);
    return all.stream().map(TargetReplicates::toBytes).toArray(byte[][][]::new);
  }

  private TargetReplicates replicates(byte[][] sums, int[] chosen) {
    return TargetReplicates.of(TargetSums.fromBytes(sums), chosen, seed, replicates);
  }

  private static byte[][][] mergedReplicates(byte[][][] left, byte[][][] right) {
    byte[][][] merged = new byte[left.length][][];
    for (int t = 0; t < left.length; t++) {
      merged[t] = TargetReplicates.merged(left[t], right[t]);
    }
    return merged;
  }

  private static void read(Iterator<InternalRow> rows, List<TargetRows> readers) {
    ClusterRows cluster = null;
    while (rows.hasNext()) {
      UnsafeRow row = (UnsafeRow) rows.next();
      if (cluster == null) {
        cluster = new ClusterRows(row.numFields());
      } else if (row.getLong(Rounds.CLUSTER) != cluster.cluster()) {
        read(cluster, readers);
      }
      cluster.add(row);
    }
    if (cluster != null) {
      read(cluster, readers);
    }
  }

  /** Reads the rows of a cluster and empties it. */
  private static void read(ClusterRows cluster, List<TargetRows> readers) {
    cluster.sort();
    long request = 0;
    for (int i = 0; i < cluster.size(); i++) {
      InternalRow row = cluster.row(i);
      if (i > 0 && row.getLong(Rounds.REQUEST) != request) {
        readers.forEach(TargetRows::endRequest);
      }
      request = row.getLong(Rounds.REQUEST);
      for (TargetRows reader : readers) {
        reader.add(row);
      }
    }
    for (TargetRows reader : readers) {
      reader.endRequest();
      reader.endCluster(cluster.cluster());
    }
    cluster.clear();
  }

  /** What is made of a partition. */
  private interface Part<T> extends Serializable {
    T of(Iterator<InternalRow> rows);
  }

  private static <T> JavaRDD<T> partitions(Dataset<Row> rows, Part<T> part) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(partition -> List.of(part.of(partition)).iterator());
  }

  /** One target's rows on their way into its sums. */
  private static final class TargetRows {
    private final TargetColumns columns;
    private final boolean cascade;
    private final RoundSink sink;
    private final SlateSink slates;
    private final Request request = new Request();

    /**
     * @param cascade whether weights multiply down the list
     * @param slates null: lists have no value here
     */
    TargetRows(TargetColumns columns, boolean cascade, RoundSink sink, SlateSink slates) {
      this.columns = columns;
      this.cascade = cascade;
      this.sink = sink;
      this.slates = slates;
    }

    void add(InternalRow row) {
      double instance = row.getDouble(Rounds.INSTANCE);
      double reward = row.getDouble(Rounds.REWARD);
      boolean used = !row.isNullAt(columns.target()) && !row.isNullAt(columns.propensity());
      if (cascade || slates != null) {
        request.add(row, columns, used);
      } else if (used) {
        sink.add(
            instance,
            row.getDouble(columns.target()),
            row.getDouble(columns.propensity()),
            reward,
            number(row, columns.prediction()),
            number(row, columns.expected()));
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

    static double number(InternalRow row, int column) {
      return column == TargetColumns.NONE || row.isNullAt(column) ? 0 : row.getDouble(column);
    }

    void endRequest() {
      if (request.size() > 0) {
        request.addTo(sink, cascade);
        if (slates != null && request.isComplete()) {
          request.addTo(slates);
        }
        request.clear();
      }
    }

    void endCluster(long cluster) {
      sink.endCluster(cluster);
      if (slates != null) {
        slates.endCluster(cluster);
      }
    }
  }

  /** The rows of one request, from the top of the list, for weights that multiply down it. */
  private static final class Request {
    private static final int NUMBERS = 9;
    private double[] numbers = new double[NUMBERS * 16];
    private boolean[] used = new boolean[16];
    private int size;
    private boolean complete = true;

    int size() {
      return size;
    }

    boolean isComplete() {
      return complete;
    }

    void add(InternalRow row, TargetColumns columns, boolean isUsed) {
      if (size == used.length) {
        numbers = java.util.Arrays.copyOf(numbers, 2 * numbers.length);
        used = java.util.Arrays.copyOf(used, 2 * size);
      }
      int at = NUMBERS * size;
      used[size++] = isUsed;
      boolean isChained = isUsed && !row.isNullAt(columns.chained());
      complete &= isChained;
      numbers[at] = row.getDouble(Rounds.INSTANCE);
      numbers[at + 1] = isUsed ? row.getDouble(columns.target()) : 0;
      numbers[at + 2] = isUsed ? row.getDouble(columns.propensity()) : 1;
      numbers[at + 3] = row.getDouble(Rounds.REWARD);
      numbers[at + 4] = TargetRows.number(row, columns.prediction());
      numbers[at + 5] = TargetRows.number(row, columns.expected());
      numbers[at + 6] = TargetRows.number(row, columns.tail());
      numbers[at + 7] = isChained ? row.getDouble(columns.chained()) : 1;
      numbers[at + 8] = TargetRows.number(row, columns.continued());
    }

    /** With a cascade, a row's weight is the product down to it, known while rows are used. */
    void addTo(RoundSink sink, boolean cascade) {
      double product = 1;
      for (int i = 0; i < size && (used[i] || !cascade); i++) {
        int at = NUMBERS * i;
        product *= numbers[at + 1] / numbers[at + 2];
        if (used[i]) {
          sink.add(
              numbers[at],
              cascade ? product : numbers[at + 1],
              cascade ? 1 : numbers[at + 2],
              numbers[at + 3],
              numbers[at + 4],
              numbers[at + 5]);
        }
      }
    }

    void addTo(SlateSink slates) {
      double product = 1;
      slates.beginRequest(numbers[0]);
      for (int i = 0; i < size; i++) {
        int at = NUMBERS * i;
        double above = product;
        product *= numbers[at + 1] / numbers[at + 7];
        double marginal = numbers[at + 1] / numbers[at + 2];
        slates.add(
            numbers[at],
            numbers[at + 3],
            marginal,
            product,
            above,
            numbers[at + 8],
            numbers[at + 6]);
      }
    }

    void clear() {
      size = 0;
      complete = true;
    }
  }
}
