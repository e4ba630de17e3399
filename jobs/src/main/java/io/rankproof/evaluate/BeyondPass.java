package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** One pass over the lists: exposures of items and creators, and sums over requests. */
final class BeyondPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BeyondColumns columns;
  private final Cohorts cohorts;
  private final SumShape shape;
  private final int baseline;
  private final int mostVectorValues;

  /**
   * @param baseline index of the baseline model
   * @param mostVectorValues that are held of one request
   */
  BeyondPass(
      BeyondColumns columns, Cohorts cohorts, SumShape shape, int baseline, int mostVectorValues) {
    this.columns = columns;
    this.cohorts = cohorts;
    this.shape = shape;
    this.baseline = baseline;
    this.mostVectorValues = mostVectorValues;
  }

  /** Reads rows as {@link BeyondRows#grouped} gives them. */
  JavaRDD<BeyondPart> parts(JavaRDD<InternalRow> rows) {
    return rows.mapPartitions(Partition::new);
  }

  /**
   * The parts of a partition while it is read: exposures when they get large, if only in the middle
   * of a request, sums at the end.
   */
  private final class Partition implements Iterator<BeyondPart> {
    private final Iterator<InternalRow> rows;
    private final int models = columns.plan().models();
    private final CohortSums sums = new CohortSums(shape);
    private final Terms terms = new Terms(shape);
    private final BeyondList list = new BeyondList(columns.plan(), cohorts, mostVectorValues);
    private final Queue<BeyondPart> ready = new ArrayDeque<>();
    private final ExposureTables exposures = new ExposureTables(models, ready);
    private InternalRow ahead;
    private UTF8String cluster;
    private long clusterHash;
    private boolean ended;

    /** The model whose exposures are being added, from this row on; all models: none is. */
    private int model;

    private int row;

    Partition(Iterator<InternalRow> rows) {
      this.rows = rows;
      model = models;
      ahead = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || !ended;
    }

    @Override
    public BeyondPart next() {
      while (ready.isEmpty() && (model < models || ahead != null)) {
        if (model == models) {
          readRequest();
          columns.startTerms(list.rows(), terms);
          rank(0);
        }
        addRequest();
      }
      if (ready.isEmpty() && !ended) {
        ended = true;
        sums.endCluster(clusterHash);
        ready.add(BeyondPart.of(sums));
        exposures.sendAll();
      }
      if (ready.isEmpty()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void readRequest() {
      UTF8String owner = ahead.getUTF8String(BeyondRows.CLUSTER_PLACE);
      if (!owner.equals(cluster)) {
        sums.endCluster(clusterHash);
        cluster = owner.clone();
        clusterHash = ahead.getLong(BeyondRows.CLUSTER_HASH_PLACE);
      }
      list.start(ahead);
      do {
        list.add(ahead);
        ahead = rows.hasNext() ? rows.next() : null;
      } while (ahead != null && list.owns(ahead));
    }

    private void rank(int next) {
      model = next;
      row = 0;
      if (model < models) {
        list.rank(model);
        columns.addTerms(list, model, terms);
      }
    }

    /** Goes on with the request until there is something to send. */
    private void addRequest() {
      while (ready.isEmpty() && model < models) {
        addExposures();
        if (row == list.rows()) {
          rank(model + 1);
        }
      }
      if (model == models) {
        addToCohorts();
      }
    }

    private void addExposures() {
      for (; ready.isEmpty() && row < list.rows(); row++) {
        exposures.add(ExposureTables.ITEMS, list.item(row), model, list.chance(row));
        if (list.hasCreator(row)) {
          exposures.add(ExposureTables.CREATORS, list.creator(row), model, list.chance(row));
        }
      }
    }

    private void addToCohorts() {
      for (int variant = 0; variant < cohorts.variants().size(); variant++) {
        if (cohorts
            .variants()
            .get(variant)
            .admits(list.isRandomised(), list.lacksScores(), baseline)) {
          for (int value : list.sliceValues()) {
            if (value >= 0) {
              addTo(cohorts.index(value, variant));
            }
          }
        }
      }
    }

    private void addTo(int cohort) {
      sums.add(cohort, terms);
      long[] counters = sums.counters(cohort);
      counters[Counters.REQUESTS]++;
      counters[Counters.ROWS] += list.rows();
      counters[columns.vectorsLeftOut()] += list.vectorsLeftOut();
      for (int model = 0; model < models; model++) {
        counters[Counters.missing(model)] += list.missing(model);
      }
    }
  }
}
