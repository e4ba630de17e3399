package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.EvaluateConfig.Ties;
import io.rankproof.kernel.propensity.DrawnSums;
import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.kernel.rank.RequestBuffer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads the rows once more for the debiased sums by the point of the curve that divides them. These
 * sums are linear in the labels, so a request is evaluated with the labels of one point at a time.
 *
 * <p>Columns: the number of requests, then for each additive metric what normalises it, then its
 * sum for each model.
 */
final class DrawnPass implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int REQUESTS = 0;

  private static final int CLUSTER = 0;
  private static final int REQUEST = 1;
  private static final int ITEM = 2;
  private static final int RANDOMISED = 3;
  private static final int PROPENSITY = 4;
  private static final int POINT = 5;
  private static final int FIRST_LABEL = 6;

  private final MetricPlan plan;
  private final Cohorts cohorts;
  private final int baseline;
  private final long seed;
  private final int replicates;
  private final int bootstrapped;
  private final int points;
  private final double[] bounds;

  /**
   * @param plan whose additive metrics are summed
   * @param points of the curve that are uncertain
   * @param bounds what the magnitudes of each additive metric's terms may add up to
   */
  DrawnPass(MetricPlan plan, Setting setting, int points, double[] bounds) {
    this.plan =
        new MetricPlan(
            plan.additiveNames(), plan.additiveNames(), plan.labels(), plan.models(), plan.ties());
    this.cohorts = setting.cohorts();
    this.baseline = setting.baseline();
    this.seed = setting.context().config().seed();
    this.replicates = setting.config().replicates();
    this.points = points;
    this.bounds = columnBounds(bounds, setting.profile().rows(), plan.models());
    this.bootstrapped =
        SumShape.affordable(
            setting.replicateBudget(),
            cohorts.count(),
            this.bounds.length * (points + 1),
            replicates);
  }

  private static double[] columnBounds(double[] additive, long rows, int models) {
    double[] bounds = new double[1 + additive.length * (1 + models)];
    bounds[REQUESTS] = rows;
    for (int i = 1; i < bounds.length; i++) {
      bounds[i] = additive[(i - 1) % additive.length];
    }
    return bounds;
  }

  /** The column that normalises the n-th additive metric. */
  static int normaliser(int n) {
    return 1 + n;
  }

  /** The column of the n-th of so many additive metrics of a model. */
  static int sum(int model, int n, int additive) {
    return 1 + additive * (1 + model) + n;
  }

  /**
   * @param rows the scored rows with the column {@code point}
   */
  DrawnSums sum(Dataset<Row> rows, ScoredRows scored) {
    DrawnSums sums =
        DrawnSums.fromBytes(
            MergeTree.of(
                GroupedRows.of(grouped(rows, scored))
                    .mapPartitions(partition -> List.of(sum(partition)).iterator()),
                (one, other) ->
                    DrawnSums.fromBytes(one).merge(DrawnSums.fromBytes(other)).toBytes()));
    sums.requireExact();
    return sums;
  }

  private Dataset<Row> grouped(Dataset<Row> rows, ScoredRows scored) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                xxhash64(col("cluster")),
                col("request"),
                xxhash64(lit(seed), col("item")),
                coalesce(col("randomised"), lit(false)),
                col("propensity").cast("double"),
                col("point")));
    scored.labels().forEach(name -> columns.add(ScoredRows.label(name)));
    scored.models().forEach(name -> columns.add(ScoredRows.score(name)));
    cohorts.segments().forEach(name -> columns.add(ScoredRows.segment(name)));
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, columns.get(i).as("c" + i));
    }
    return rows.repartition(col("cluster"))
        .sortWithinPartitions("cluster", "request", "item")
        .select(columns.toArray(Column[]::new));
  }

  private byte[] sum(Iterator<InternalRow> rows) {
    Partition partition = new Partition();
    while (rows.hasNext()) {
      partition.add(rows.next());
    }
    return partition.end();
  }

  /** The request that is being read, and the sums of the partition. */
  private final class Partition {
    private final int labels = plan.labels().size();
    private final int models = plan.models();
    private final int additive = plan.additiveNames().size();
    private final DrawnSums sums =
        new DrawnSums(seed, replicates, cohorts.count(), bootstrapped, points, bounds);
    private final RankingKernel kernel = plan.kernel();
    private final RequestBuffer buffer = new RequestBuffer(models, labels);
    private final SegmentReader segments =
        new SegmentReader(cohorts, FIRST_LABEL + labels + models);
    private final int[] slices = segments.copy();
    private final boolean[] lacks = new boolean[models];
    private final double[] values = new double[2 * additive];
    private final double[] normalisers = new double[additive];
    private final boolean[] engaged = new boolean[points + 1];
    private final int[] admitted = new int[cohorts.count()];
    private int admittedCohorts;
    private double[] label = new double[64 * labels];
    private int[] point = new int[64];
    private UTF8String request;
    private long cluster;
    private boolean open;
    private boolean randomised;
    private boolean debiasable;

    void add(InternalRow row) {
      UTF8String name = row.getUTF8String(REQUEST);
      long owner = row.getLong(CLUSTER);
      if (open && (owner != cluster || !name.equals(request))) {
        endRequest();
        if (owner != cluster) {
          sums.endCluster(cluster);
        }
      }
      if (buffer.rows() == 0) {
        request = name.clone();
        cluster = owner;
        open = true;
        randomised = true;
        debiasable = true;
      }
      read(row);
    }

    private void read(InternalRow row) {
      readSegments(row);
      int index = buffer.addRow();
      if (index == point.length) {
        point = Arrays.copyOf(point, 2 * index);
        label = Arrays.copyOf(label, 2 * index * labels);
      }
      point[index] = row.getInt(POINT);
      for (int i = 0; i < labels; i++) {
        double value = number(row, FIRST_LABEL + i);
        label[index * labels + i] = value;
        debiasable &= Double.isFinite(value);
        engaged[point[index]] |= value > 0;
      }
      for (int model = 0; model < models; model++) {
        buffer.score(index, model, number(row, FIRST_LABEL + labels + model));
      }
      double propensity = number(row, PROPENSITY);
      debiasable &= !Double.isNaN(propensity);
      buffer.propensity(index, propensity);
      buffer.tieKey(index, plan.ties() == Ties.TREC ? -index : row.getLong(ITEM));
      randomised &= row.getBoolean(RANDOMISED);
    }

    private void readSegments(InternalRow row) {
      boolean changed = segments.read(row);
      int[] now = segments.values();
      if (buffer.rows() == 0) {
        System.arraycopy(now, 0, slices, 0, slices.length);
      } else if (changed) {
        for (int i = 0; i < slices.length; i++) {
          slices[i] = slices[i] == now[i] ? now[i] : OpenRequest.MIXED;
        }
      }
    }

    private static double number(InternalRow row, int column) {
      return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }

    private void endRequest() {
      if (debiasable) {
        admit();
        for (int i = 0; i < admittedCohorts; i++) {
          sums.add(admitted[i], 0, REQUESTS, 1);
        }
        for (int p = 0; p <= points; p++) {
          if (engaged[p]) {
            addPoint(p);
          }
        }
      }
      Arrays.fill(engaged, false);
      buffer.clear();
    }

    private void admit() {
      for (int model = 0; model < models; model++) {
        lacks[model] = buffer.missingScores(model) > 0;
      }
      admittedCohorts = 0;
      for (int variant = 0; variant < cohorts.variants().size(); variant++) {
        if (cohorts.variants().get(variant).admits(randomised, lacks, baseline)) {
          for (int value : slices) {
            if (value >= 0) {
              admitted[admittedCohorts++] = cohorts.index(value, variant);
            }
          }
        }
      }
    }

    /** Adds what the labels of one point's rows give. */
    private void addPoint(int p) {
      for (int row = 0; row < buffer.rows(); row++) {
        for (int i = 0; i < labels; i++) {
          buffer.label(row, i, point[row] == p ? label[row * labels + i] : 0);
        }
      }
      kernel.prepare(buffer);
      kernel.debiasedGains(normalisers, 0);
      for (int n = 0; n < additive; n++) {
        addToCohorts(p, normaliser(n), normalisers[n]);
      }
      for (int model = 0; model < models; model++) {
        kernel.evaluate(model, values, 0);
        for (int n = 0; n < additive; n++) {
          addToCohorts(p, DrawnPass.sum(model, n, additive), values[additive + n]);
        }
      }
    }

    private void addToCohorts(int p, int column, double term) {
      for (int i = 0; i < admittedCohorts && term != 0; i++) {
        sums.add(admitted[i], p, column, term);
      }
    }

    byte[] end() {
      if (open) {
        endRequest();
        sums.endCluster(cluster);
      }
      return sums.toBytes();
    }
  }
}
