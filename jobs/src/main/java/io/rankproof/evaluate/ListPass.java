package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/** Evaluates requests and sums their metrics: one {@link CohortSums} per partition, then merged. */
final class ListPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ListColumns columns;
  private final Slicing slicing;
  private final SumShape shape;
  private final DrawnSums.Shape drawnShape;
  private final int baseline;

  /** With propensities, if any, taken as known. */
  ListPass(ListColumns columns, Slicing slicing, SumShape shape, int baseline) {
    this(columns, slicing, shape, DrawnSums.Shape.NONE, baseline);
  }

  /**
   * @param drawnShape of the debiased sums that know of the error of the propensities
   * @param baseline index of the baseline model
   */
  ListPass(
      ListColumns columns,
      Slicing slicing,
      SumShape shape,
      DrawnSums.Shape drawnShape,
      int baseline) {
    this.columns = columns;
    this.slicing = slicing;
    this.shape = shape;
    this.drawnShape = drawnShape;
    this.baseline = baseline;
  }

  /** Sums blocks in which a cluster's rows follow one another. */
  ListSums sum(JavaRDD<RowBlock> blocks) {
    if (blocks.getNumPartitions() == 0) {
      return sum(Collections.emptyIterator());
    }
    return MergeTree.of(
        blocks.mapPartitions(partition -> List.of(sum(partition)).iterator()),
        ListSums::merge,
        shape.mostBytes() + drawnShape.sums().mostBytes());
  }

  /**
   * The same of slices that are open.
   *
   * @return empty if a slice has too many values
   */
  Optional<FoundSums> find(JavaRDD<RowBlock> blocks) {
    FoundSums found =
        blocks.getNumPartitions() == 0
            ? find(Collections.emptyIterator())
            : MergeTree.of(
                blocks.mapPartitions(part -> List.of(find(part)).iterator()),
                FoundSums::merge,
                shape.mostBytes());
    return found.isTooMany() ? Optional.empty() : Optional.of(found);
  }

  private FoundSums find(Iterator<RowBlock> blocks) {
    Partition partition = partition(blocks);
    ListSums sums = partition.sum();
    SliceReader slices = partition.request.slices();
    return slices.foundTooMany() ? FoundSums.TOO_MANY : new FoundSums(slices.found(), sums);
  }

  private ListSums sum(Iterator<RowBlock> blocks) {
    return partition(blocks).sum();
  }

  private Partition partition(Iterator<RowBlock> blocks) {
    RequestCursor cursor = new RequestCursor(blocks, columns.plan(), slicing, drawnShape.points());
    return new Partition(cursor);
  }

  /** The sums of one partition while they grow. */
  private final class Partition {
    private final RequestCursor cursor;
    private final OpenRequest request;
    private final int models = columns.plan().models();
    private final CohortSums sums = new CohortSums(shape);
    private final DrawnSums drawn = new DrawnSums(drawnShape);
    private final ListTally tally = new ListTally(slicing.sliceCount());
    private final Terms terms = new Terms(shape);
    private final boolean[] lacksScores = new boolean[models];
    private final Variant[] variants = slicing.variants().toArray(Variant[]::new);
    private final boolean[] admitted = new boolean[variants.length];
    private final int[] touched = new int[slicing.sliceCount() * variants.length];
    private final long[] counts = new long[Counters.count(models)];

    Partition(RequestCursor cursor) {
      this.cursor = cursor;
      request = cursor.request();
    }

    ListSums sum() {
      while (cursor.next() && !request.slices().foundTooMany()) {
        tally.add(request);
        columns.addTerms(cursor.values(), request, terms);
        columns.addWeightedAucs(cursor, terms);
        admit();
        addToCohorts();
      }
      return new ListSums(sums, drawn, tally);
    }

    private void admit() {
      for (int model = 0; model < models; model++) {
        lacksScores[model] = request.missingScores(model) > 0;
      }
      for (int variant = 0; variant < variants.length; variant++) {
        admitted[variant] = variants[variant].admits(request.isRandomised(), lacksScores, baseline);
      }
    }

    private void addToCohorts() {
      int count = 0;
      for (int value : request.sliceValues()) {
        for (int variant = 0; value >= 0 && variant < variants.length; variant++) {
          if (admitted[variant]) {
            touched[count++] = value * variants.length + variant;
          }
        }
      }
      count();
      addTerms(count);
    }

    private void addTerms(int count) {
      long cluster = request.clusterHash();
      if (request.startsCluster() && cursor.endsCluster()) {
        sums.addCluster(cluster, touched, count, terms, counts);
      } else {
        sums.add(touched, count, terms, counts);
      }
      if (request.isDebiasable()) {
        drawn.add(cursor.byPoint(), touched, count);
      }
      if (cursor.endsCluster()) {
        sums.endCluster(cluster);
        drawn.endCluster(cluster);
      }
    }

    private void count() {
      counts[Counters.REQUESTS] = 1;
      counts[Counters.ROWS] = request.items();
      counts[Counters.RELEVANT] = cursor.relevantRows();
      for (int model = 0; model < models; model++) {
        counts[Counters.tied(model)] = cursor.tiedRows(model);
        counts[Counters.missing(model)] = request.missingScores(model);
      }
    }
  }
}
