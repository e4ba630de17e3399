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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Reads the rows of {@link Rounds}, all targets at a time. Clusters are complete within a
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

  /** By target the shares of its loggers; null where it takes none. */
  private List<ListShares.Tables> shares;

  /**
   * The part of a plan that tasks need.
   *
   * @param byLength whether shares of loggers are by the length of the list: a ranker orders the
   *     items shown, so that what it does, and what is expected of it, depends on their number
   */
  private record TargetPlanColumns(
      TargetColumns columns, boolean slates, boolean cascade, boolean byLength)
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
                            t.columns(),
                            t.hasSlates(),
                            cascade && t.isGivenTheItemsAbove(),
                            t.ranked()))
                .toList());
    this.bounds = ope.bounds().stream().mapToDouble(Double::doubleValue).toArray();
    this.cap = ope.userTotal().orElse(Double.NaN);
    this.depth = ope.depth();
    this.seed = config.seed();
    this.replicates = ope.replicates();
  }

  /** Whether the sums take two readings: shares of loggers have to be counted first. */
  boolean isMixed() {
    return targets.stream().anyMatch(target -> target.columns().isMixed());
  }

  /** Requests of a target for which {@link #sum} found no balanced weights down the list. */
  UnbalancedRequests unbalanced(int target) {
    return shares.get(target) == null ? UnbalancedRequests.NONE : shares.get(target).without();
  }

  /** All sums of every target. */
  List<TargetSums> sum(Dataset<Row> rows) {
    shares = new ArrayList<>(Collections.nCopies(targets.size(), null));
    if (isMixed()) {
      share(rows);
    }
    byte[][][] merged =
        partitions(rows, partition -> sum(partition))
            .reduce((a, b) -> merged(a, b, RoundPass::mergedSums));
    List<TargetSums> sums = new ArrayList<>();
    for (byte[][] parts : merged) {
      sums.add(TargetSums.fromBytes(parts));
    }
    return sums;
  }

  private void share(Dataset<Row> rows) {
    byte[][][] counted =
        partitions(rows, partition -> share(partition))
            .reduce((a, b) -> merged(a, b, ListShares::merged));
    int next = 0;
    for (int t = 0; t < targets.size(); t++) {
      if (targets.get(t).columns().isMixed()) {
        shares.set(t, ListShares.tables(counted[next++]));
      }
    }
  }

  /** The counts of the targets that take any. */
  private byte[][][] share(Iterator<InternalRow> rows) {
    List<ListShares> counts =
        targets.stream()
            .filter(target -> target.columns().isMixed())
            .map(t -> new ListShares(t.columns(), t.byLength(), t.cascade(), depth))
            .toList();
    read(rows, counts);
    return counts.stream().map(ListShares::toBytes).toArray(byte[][][]::new);
  }

  private static byte[][][] merged(
      byte[][][] left, byte[][][] right, BinaryOperator<byte[][]> merge) {
    byte[][][] merged = new byte[left.length][][];
    for (int t = 0; t < left.length; t++) {
      merged[t] = merge.apply(left[t], right[t]);
    }
    return merged;
  }

  private static byte[][] mergedSums(byte[][] left, byte[][] right) {
    TargetSums sums = TargetSums.fromBytes(left);
    sums.merge(TargetSums.fromBytes(right));
    return sums.toBytes();
  }

  private byte[][][] sum(Iterator<InternalRow> rows) {
    List<TargetSums> sums = new ArrayList<>();
    List<TargetRows> readers = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      TargetPlanColumns target = targets.get(t);
      TargetColumns columns = target.columns();
      TargetSums own =
          new TargetSums(
              new RoundSums(bounds, columns.hasPredictions(), cap),
              target.slates() ? Optional.of(new SlateSums(shape(columns))) : Optional.empty());
      sums.add(own);
      readers.add(reader(t, own.rounds(), own.slates().orElse(null)));
    }
    read(rows, readers);
    return sums.stream().map(TargetSums::toBytes).toArray(byte[][][]::new);
  }

  private TargetRows reader(int t, RoundSink rounds, SlateSink slates) {
    TargetPlanColumns target = targets.get(t);
    return new TargetRows(target.columns(), target.cascade(), depth, shares.get(t), rounds, slates);
  }

  private SlateShape shape(TargetColumns columns) {
    return new SlateShape(
        depth, slots != Slots.CASCADE, slots != Slots.ITEM_POSITION, columns.hasListPredictions());
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
            .reduce((a, b) -> merged(a, b, TargetReplicates::merged));
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
      readers.add(reader(t, own.rounds(), own.slates().orElse(null)));
    }
    read(rows, readers);
    return all.stream().map(TargetReplicates::toBytes).toArray(byte[][][]::new);
  }

  private TargetReplicates replicates(byte[][] sums, int[] chosen) {
    return TargetReplicates.of(TargetSums.fromBytes(sums), chosen, seed, replicates);
  }

  private static void read(Iterator<InternalRow> rows, List<? extends RowReader> readers) {
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
  private static void read(ClusterRows cluster, List<? extends RowReader> readers) {
    cluster.sort();
    long request = 0;
    for (int i = 0; i < cluster.size(); i++) {
      InternalRow row = cluster.row(i);
      if (i > 0 && row.getLong(Rounds.REQUEST) != request) {
        readers.forEach(RowReader::endRequest);
      }
      request = row.getLong(Rounds.REQUEST);
      for (RowReader reader : readers) {
        reader.add(row);
      }
    }
    for (RowReader reader : readers) {
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
}
