package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;

import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Evaluates every scored model on the test set: metrics with intervals, overall and by slice,
 * paired differences against a baseline, and calibration. See {@code docs/evaluate.md}.
 */
public final class EvaluateJob implements Job {
  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "measure every model with intervals, paired differences and calibration";
  }

  @Override
  public void run(RunContext context, JobOutput out) {
    Dataset<Row> test = context.read(Table.SCORES, col("split").equalTo("test"));
    Layout layout = context.isTogether(Table.SCORES) ? Layout.TOGETHER : Layout.ANY;
    Results results =
        new Evaluation(context, out)
            .run(test, layout, requestMetrics -> out.write(Table.REQUEST_METRICS, requestMetrics));

    write(context, out, Table.METRICS, results.metrics(), MetricRow.SCHEMA);
    write(context, out, Table.COMPARISONS, results.comparisons(), Comparison.SCHEMA);
    write(context, out, Table.CALIBRATION, results.calibration(), CalibrationTable.SCHEMA);
    write(context, out, Table.SLICE_FINDINGS, results.sliceFindings(), SliceFinding.SCHEMA);
    write(
        context,
        out,
        Table.LABEL_SENSITIVITY,
        WindowSensitivity.of(context.config().label(), results.metrics()),
        WindowSensitivity.SCHEMA);
    if (context.config().label().sensitivity().isEmpty()) {
      out.notComputed("label-window sensitivity", "label.sensitivity names no window");
    }
  }

  private static void write(
      RunContext context, JobOutput out, Table table, List<Row> rows, StructType schema) {
    out.write(table, context.spark().createDataFrame(rows, schema).coalesce(1));
  }
}
