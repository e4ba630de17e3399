package io.rankproof.functions;

import io.rankproof.functions.RankedRows.KeyKind;
import io.rankproof.functions.RankingAggregation.Shape;
import io.rankproof.kernel.rank.RankingKernel;
import io.rankproof.kernel.rank.RequestBuffer;
import io.rankproof.kernel.rank.TieKeys;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/** Hands the rows of a group to the kernel and shapes what comes back. */
final class RankingEvaluator implements Function<RankedRows, Object> {
  private final RankingAggregation plan;
  private final RankingKernel kernel;
  private final RequestBuffer request;
  private final TieKeys tieKeys = new TieKeys();
  private final double[] values;
  private final double[] gains;

  /** The label of each value, then of each gain. */
  private final int[] labelOf;

  /** The labels that are null in a row of the group, whose metrics have no value then. */
  private final boolean[] unknown;

  private long[] keys = {};

  RankingEvaluator(RankingAggregation plan) {
    this.plan = plan;
    kernel =
        RankingKernel.builder(plan.metrics())
            .labels(plan.labels())
            .ties(plan.ties().policy())
            .debiased(plan.debiased())
            .rowWeights(plan.weighted())
            .build();
    request = new RequestBuffer(plan.models().size(), plan.labels().size());
    values = new double[kernel.width()];
    gains = new double[kernel.debiasedMetrics().size()];
    labelOf =
        Stream.of(kernel.metrics(), kernel.debiasedMetrics(), kernel.debiasedMetrics())
            .flatMap(List::stream)
            .mapToInt(plan::labelOf)
            .toArray();
    unknown = new boolean[plan.labels().size()];
  }

  @Override
  public Object apply(RankedRows rows) {
    fill(rows);
    kernel.prepare(request);
    if (plan.shape() == Shape.VALUE) {
      kernel.evaluate(0, values, 0);
      return value(values[0]);
    }
    if (plan.shape() == Shape.STRUCT) {
      return struct(0);
    }
    Object[] models = new Object[plan.models().size()];
    for (int model = 0; model < models.length; model++) {
      models[model] = struct(model);
    }
    return new GenericInternalRow(models);
  }

  private static Object value(double metric) {
    return Double.isNaN(metric) ? null : metric;
  }

  private InternalRow struct(int model) {
    kernel.evaluate(model, values, 0);
    kernel.debiasedGains(gains, 0);
    Object[] fields = new Object[values.length + gains.length + 5];
    int next = 0;
    for (double metric : values) {
      fields[next] = unknown[labelOf[next++]] ? null : value(metric);
    }
    for (double gain : gains) {
      fields[next] = unknown[labelOf[next++]] ? null : gain;
    }
    fields[next++] = (long) request.rows();
    fields[next++] = (long) kernel.relevantRows();
    fields[next++] = (long) kernel.tiedRelevantRows();
    fields[next++] = (long) request.missingScores(model);
    fields[next] = negativeLabels();
    return new GenericInternalRow(fields);
  }

  private long negativeLabels() {
    long negative = 0;
    for (int label = 0; label < unknown.length; label++) {
      negative += request.negativeLabels(label);
    }
    return negative;
  }

  private void fill(RankedRows rows) {
    request.clear();
    Arrays.fill(unknown, false);
    byteKeys(rows);
    for (int row = 0; row < rows.rows(); row++) {
      if (RankingAggregation.neverRetrieved(rows, row)) {
        addUnretrieved(rows, row);
      } else {
        addRanked(rows, row);
      }
    }
  }

  private void byteKeys(RankedRows rows) {
    if (plan.ties().kind() == KeyKind.BYTES) {
      if (keys.length < rows.rows()) {
        keys = new long[rows.rows()];
      }
      tieKeys.descending(rows.names(), rows.rows(), keys);
    }
  }

  private void addUnretrieved(RankedRows rows, int row) {
    int index = request.addUnretrieved();
    for (int label = 0; label < plan.labels().size(); label++) {
      request.unretrievedLabel(index, label, label(rows, row, label));
    }
    if (plan.weighted()) {
      request.unretrievedWeight(index, rows.get(row, plan.weightColumn()));
    }
  }

  private void addRanked(RankedRows rows, int row) {
    int index = request.addRow();
    for (int model = 0; model < plan.models().size(); model++) {
      request.score(index, model, rows.get(row, model));
    }
    for (int label = 0; label < plan.labels().size(); label++) {
      request.label(index, label, label(rows, row, label));
    }
    if (plan.debiased()) {
      request.propensity(index, rows.get(row, plan.propensityColumn()));
    }
    if (plan.weighted()) {
      request.weight(index, rows.get(row, plan.weightColumn()));
    }
    if (plan.ties().kind() == KeyKind.LONG) {
      request.tieKey(index, rows.key(row));
    } else if (plan.ties().kind() == KeyKind.BYTES) {
      request.tieKey(index, keys[row]);
    }
  }

  private double label(RankedRows rows, int row, int label) {
    double value = rows.get(row, plan.labelColumn() + label);
    if (RankingAggregation.isUnknown(value)) {
      unknown[label] = true;
      return 0;
    }
    return value;
  }
}
