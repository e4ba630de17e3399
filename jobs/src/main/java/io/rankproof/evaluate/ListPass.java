package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Sums evaluated requests: one {@link CohortSums} per partition, merged by a {@link MergeTree}. */
final class ListPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ListColumns columns;
  private final Cohorts cohorts;
  private final SumShape shape;
  private final long most;
  private final int baseline;

  /**
   * @param most terms that a column can have in all
   * @param baseline index of the baseline model
   */
  ListPass(ListColumns columns, Cohorts cohorts, SumShape shape, long most, int baseline) {
    this.columns = columns;
    this.cohorts = cohorts;
    this.shape = shape;
    this.most = most;
    this.baseline = baseline;
  }

  CohortSums sum(JavaRDD<RequestBlock> blocks) {
    return MergeTree.of(
        blocks.mapPartitions(partition -> List.of(sum(partition)).iterator()), CohortSums::merge);
  }

  private CohortSums sum(Iterator<RequestBlock> blocks) {
    Partition partition = new Partition();
    while (blocks.hasNext()) {
      partition.add(blocks.next());
    }
    return partition.end();
  }

  /** The sums of one partition while they grow. */
  private final class Partition {
    private final int models = columns.plan().models();
    private final CohortSums sums = new CohortSums(shape);
    private final Terms terms = new Terms(shape, most);
    private final boolean[] lacksScores = new boolean[models];
    private final boolean[] admitted = new boolean[cohorts.variants().size()];
    private long cluster;

    void add(RequestBlock block) {
      for (int request = 0; request < block.size(); request++) {
        if (block.startsCluster(request)) {
          sums.endCluster(cluster);
          cluster = block.clusterHash(request);
        }
        columns.addTerms(block.values(), block.offset(request), block.isDebiasable(request), terms);
        admit(block, request);
        addToCohorts(block, request);
      }
    }

    private void admit(RequestBlock block, int request) {
      for (int model = 0; model < models; model++) {
        lacksScores[model] = block.missing(request, model) > 0;
      }
      for (int variant = 0; variant < admitted.length; variant++) {
        admitted[variant] =
            cohorts
                .variants()
                .get(variant)
                .admits(block.isRandomised(request), lacksScores, baseline);
      }
    }

    private void addToCohorts(RequestBlock block, int request) {
      for (int slice = 0; slice < block.slices(); slice++) {
        int value = block.sliceValue(request, slice);
        for (int variant = 0; value >= 0 && variant < admitted.length; variant++) {
          if (admitted[variant]) {
            addTo(cohorts.index(value, variant), block, request);
          }
        }
      }
    }

    private void addTo(int cohort, RequestBlock block, int request) {
      sums.add(cohort, terms);
      sums.count(cohort, Counters.REQUESTS, 1);
      sums.count(cohort, Counters.ROWS, block.items(request));
      sums.count(cohort, Counters.RELEVANT, block.relevant(request));
      for (int model = 0; model < models; model++) {
        sums.count(cohort, Counters.tied(model), block.tied(request, model));
        sums.count(cohort, Counters.missing(model), block.missing(request, model));
      }
    }

    CohortSums end() {
      sums.endCluster(cluster);
      return sums;
    }
  }
}
