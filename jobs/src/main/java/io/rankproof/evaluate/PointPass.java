package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Sums over rows, grouped by cluster: one {@link CohortSums} per partition, merged by a {@link
 * MergeTree}.
 */
final class PointPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PointColumns columns;
  private final RowColumns rowColumns;
  private final Cohorts cohorts;
  private final SumShape shape;
  private final Broadcast<Areas> areas;
  private final long most;
  private final int baseline;

  PointPass(
      PointColumns columns,
      RowColumns rowColumns,
      Cohorts cohorts,
      SumShape shape,
      Broadcast<Areas> areas,
      long most,
      int baseline) {
    this.columns = columns;
    this.rowColumns = rowColumns;
    this.cohorts = cohorts;
    this.shape = shape;
    this.areas = areas;
    this.most = most;
    this.baseline = baseline;
  }

  /** Sums rows as {@link ScoredRows#grouped} gives them. */
  CohortSums sum(JavaRDD<InternalRow> rows) {
    return MergeTree.of(
        rows.mapPartitions(partition -> List.of(sum(partition)).iterator()), CohortSums::merge);
  }

  private CohortSums sum(Iterator<InternalRow> rows) {
    Partition partition = new Partition();
    while (rows.hasNext()) {
      partition.add(rows.next());
    }
    return partition.end();
  }

  /** The sums of one partition while they grow. */
  private final class Partition {
    private final CohortSums sums = new CohortSums(shape);
    private final Terms terms = new Terms(shape, most);
    private final Terms influences = new Terms(shape, most);
    private final PointRow numbers = new PointRow(rowColumns, columns.plan());
    private final RowCohorts found = new RowCohorts(cohorts, rowColumns.firstSegment(), baseline);
    private final boolean hasCurves = columns.plan().hasCurves();
    private final long[] lastRequest = new long[cohorts.count()];
    private final Areas curves = hasCurves ? areas.value() : null;
    private UTF8String cluster;
    private UTF8String request;
    private long clusterHash;
    private long requestNumber;

    void add(InternalRow row) {
      follow(row);
      if (numbers.read(row)) {
        found.find(row, numbers);
        columns.addTerms(numbers, terms);
        for (int i = 0; i < found.count(); i++) {
          addTo(found.get(i));
        }
      }
    }

    private void follow(InternalRow row) {
      UTF8String owner = row.getUTF8String(RowColumns.CLUSTER);
      if (!owner.equals(cluster)) {
        sums.endCluster(clusterHash);
        cluster = owner.clone();
        clusterHash = row.getLong(RowColumns.CLUSTER_HASH);
      }
      UTF8String list = row.getUTF8String(RowColumns.REQUEST);
      if (!list.equals(request)) {
        request = list.clone();
        requestNumber++;
      }
    }

    private void addTo(int cohort) {
      sums.add(cohort, terms);
      if (hasCurves && cohort < curves.cohorts()) {
        sums.add(cohort, influencesIn(cohort));
      }
      count(cohort);
    }

    private Terms influencesIn(int cohort) {
      influences.clear();
      for (int model = 0; model < columns.plan().models(); model++) {
        columns.addInfluences(numbers, model, curves.of(cohort, model), influences);
      }
      return influences;
    }

    private void count(int cohort) {
      sums.count(cohort, Counters.ROWS, 1);
      if (lastRequest[cohort] != requestNumber) {
        lastRequest[cohort] = requestNumber;
        sums.count(cohort, Counters.REQUESTS, 1);
      }
      for (int model = 0; model < columns.plan().models(); model++) {
        sums.count(cohort, Counters.missing(model), numbers.lacksScores()[model] ? 1 : 0);
        countBin(cohort, model);
      }
    }

    private void countBin(int cohort, int model) {
      double prediction = numbers.prediction(model);
      if (columns.bins(model) > 0 && !Double.isNaN(prediction)) {
        int bin = columns.edges(model).binOf(prediction);
        sums.count(cohort, columns.binCounter(model, bin), 1);
      }
    }

    CohortSums end() {
      sums.endCluster(clusterHash);
      return sums;
    }
  }

  /** What the influences of any cohort and model add up to at most. */
  static double largestInfluence(Areas areas, int models) {
    double[] totals = new double[areas.cohorts() * models];
    for (int i = 0; i < totals.length; i++) {
      totals[i] = areas.of(i / models, i % models).absoluteTotal();
    }
    return Arrays.stream(totals).max().orElse(0);
  }
}
