package io.rankproof.ope;

import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the job left of a small log. */
record OpeRun(RunContext context, List<Row> table, LedgerEntry entry) {

  static OpeRun of(Path folder, String config, Dataset<Row> rows, Job... before) {
    RunContext context = ExampleTable.run(folder, config, rows);
    ExampleTable.run(context, before);
    JobOutput out = new JobOutput(context.store(), context.run(), "ope");
    new OpeJob().run(context, out);
    LedgerEntry entry = out.commit(context.config(), "test", "test");
    return new OpeRun(
        context,
        context.read(Table.OPE).orderBy("target", "logger", "estimator").collectAsList(),
        entry);
  }

  Row find(String estimator) {
    return table.stream()
        .filter(row -> row.getAs("estimator").equals(estimator))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + estimator + " in " + table));
  }

  Row find(String target, String estimator) {
    return table.stream()
        .filter(row -> row.getAs("target").equals(target))
        .filter(row -> row.getAs("estimator").equals(estimator))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + target + " " + estimator + " in " + table));
  }

  double value(String estimator) {
    Row row = find(estimator);
    if (row.getAs("refused") != null) {
      throw new AssertionError(estimator + " is refused: " + row.getAs("refused"));
    }
    return row.<Double>getAs("value");
  }

  /** Why an estimator has no value; null where it has one. */
  String refusal(String estimator) {
    return find(estimator).getAs("refused");
  }

  List<LedgerEntry.NotComputed> gaps(String what) {
    return entry.notComputed().stream().filter(gap -> gap.what().startsWith(what)).toList();
  }

  /** Lists of three in random order; the first and the third item of a score are clicked. */
  static Dataset<Row> lists() {
    return TestSpark.session()
        .sql(
            """
            SELECT concat('u', pmod(r, 40)) AS user, concat('r', r) AS request,
              concat('i', i) AS item, position, double(i + 0.5) AS score_s,
              1 / 3D AS action_propensity, double(i % 2 = 1 AND position < 3) AS label_click,
              concat('i', i) AS category_i, true AS randomised, cast(null AS string) AS policy
            FROM (
              SELECT r, i, int(substring(element_at(
                array('123', '132', '213', '231', '312', '321'), int(1 + pmod(xxhash64(r), 6))),
                i, 1)) AS position
              FROM (SELECT id AS r, explode(array(1, 2, 3)) AS i FROM range(600)))
            """);
  }
}
