package io.rankproof.ope;

import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the job made of some rows.
 *
 * @param table in order of target, logger and estimator
 */
record OpeRun(List<Row> table, LedgerEntry entry) {

  /** Runs the job in a store of its own, after others. */
  static OpeRun of(Path folder, String config, Dataset<Row> rows, Job... before) {
    RunContext context = ExampleTable.run(folder, config, rows);
    ExampleTable.run(context, before);
    JobOutput out = new JobOutput(context.store(), context.run(), "ope");
    new OpeJob().run(context, out);
    LedgerEntry entry = out.commit(context.config(), "test", "test");
    return new OpeRun(
        context.read(Table.OPE).orderBy("target", "logger", "estimator").collectAsList(), entry);
  }

  /** The first row of an estimator. */
  Row find(String estimator) {
    return find(table, estimator);
  }

  static Row find(List<Row> table, String estimator) {
    return table.stream()
        .filter(row -> row.getAs("estimator").equals(estimator))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + estimator + " in " + table));
  }

  double value(String estimator) {
    Row row = find(estimator);
    if (row.getAs("value") == null) {
      throw new AssertionError(estimator + " is refused: " + row.getAs("refused"));
    }
    return row.<Double>getAs("value");
  }

  String refusal(String estimator) {
    return find(estimator).getAs("refused");
  }

  List<LedgerEntry.NotComputed> gaps(String what) {
    return entry.notComputed().stream().filter(gap -> gap.what().startsWith(what)).toList();
  }
}
