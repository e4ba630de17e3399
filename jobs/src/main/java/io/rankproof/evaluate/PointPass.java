package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sums over rows, grouped by cluster: one {@link LossSums} per partition, merged by a {@link
 * MergeTree}.
 */
final class PointPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PointColumns columns;
  private final Cohorts cohorts;
  private final SumShape shape;
  private final LossSlopes.Shape slopeShape;
  private final Broadcast<CurveInfluences> influences;
  private final int baseline;

  PointPass(
      PointColumns columns,
      Cohorts cohorts,
      SumShape shape,
      LossSlopes.Shape slopeShape,
      Broadcast<CurveInfluences> influences,
      int baseline) {
    this.columns = columns;
    this.cohorts = cohorts;
    this.shape = shape;
    this.slopeShape = slopeShape;
    this.influences = influences;
    this.baseline = baseline;
  }

  /** Sums blocks in which a cluster's rows follow one another. */
  LossSums sum(JavaRDD<RowBlock> blocks) {
    return MergeTree.of(
        blocks.mapPartitions(partition -> List.of(sum(partition)).iterator()),
        LossSums::merge,
        shape.mostBytes() + slopeShape.sums().mostBytes());
  }

  private LossSums sum(Iterator<RowBlock> blocks) {
    Partition partition = new Partition();
    while (blocks.hasNext()) {
      partition.add(blocks.next());
    }
    return partition.end();
  }

  /** The sums of one partition while they grow. */
  private final class Partition {
    private final CohortSums sums = new CohortSums(shape);
    private final LossSlopes slopes = new LossSlopes(slopeShape, cohorts.segments().size());
    private final Terms terms = new Terms(shape);
    private final Terms ofCurves = new Terms(shape);
    private final PointRow numbers = new PointRow(columns.plan());
    private final RowCohorts found = new RowCohorts(cohorts, baseline);
    private final boolean hasCurves = columns.plan().hasCurves();
    private final long[] lastRequest = new long[cohorts.count()];
    private final CurveInfluences curves = hasCurves ? influences.value() : null;
    private long clusterHash;
    private long requestNumber;

    void add(RowBlock block) {
      for (int row = 0; row < block.size(); row++) {
        add(block, row);
      }
    }

    private void add(RowBlock block, int row) {
      follow(block, row);
      if (numbers.read(block, row)) {
        found.find(block, row, numbers);
        columns.addTerms(numbers, terms);
        for (int i = 0; i < found.count(); i++) {
          addTo(found.get(i));
        }
        slopes.add(block, row, numbers, columns, found);
      }
    }

    private void follow(RowBlock block, int row) {
      if (block.startsCluster(row)) {
        endCluster();
        clusterHash = block.clusterHash(row);
      }
      requestNumber += block.startsRequest(row) ? 1 : 0;
    }

    private void addTo(int cohort) {
      sums.add(cohort, terms);
      if (hasCurves && cohort < curves.cohorts()) {
        sums.add(cohort, influencesIn(cohort));
      }
      count(cohort);
    }

    private Terms influencesIn(int cohort) {
      ofCurves.clear();
      for (int model = 0; model < columns.plan().models(); model++) {
        columns.addInfluences(numbers, model, curves.of(cohort, model), ofCurves);
      }
      return ofCurves;
    }

    private void count(int cohort) {
      long[] counters = sums.counters(cohort);
      counters[Counters.ROWS]++;
      if (lastRequest[cohort] != requestNumber) {
        lastRequest[cohort] = requestNumber;
        counters[Counters.REQUESTS]++;
      }
      for (int model = 0; model < columns.plan().models(); model++) {
        counters[Counters.missing(model)] += numbers.lacksScores()[model] ? 1 : 0;
        countBin(counters, model);
      }
    }

    private void countBin(long[] counters, int model) {
      double prediction = numbers.prediction(model);
      if (columns.bins(model) > 0 && !Double.isNaN(prediction)) {
        int bin = columns.edges(model).binOf(prediction);
        counters[columns.binCounter(model, bin)]++;
      }
    }

    private void endCluster() {
      sums.endCluster(clusterHash);
      slopes.endCluster(clusterHash);
    }

    LossSums end() {
      endCluster();
      return new LossSums(sums, slopes);
    }
  }
}
