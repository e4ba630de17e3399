package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.not;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Immature;
import io.rankproof.label.Labels;
import io.rankproof.result.Figures;
import io.rankproof.split.Sets;
import io.rankproof.store.JobOutput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Publishes how many rows of the sets stand for engagements that are still to come. */
final class ImmatureRows {
  private ImmatureRows() {}

  static void report(JobOutput out, Dataset<Row> examples, LabelConfig label) {
    if (label.immature() == Immature.EXCLUDE) {
      return;
    }
    Column used = col("split").isin(Sets.USED.toArray());
    Column kept = not(col("mature")).and(used);
    Column positive = col(Labels.column(label.primary())).gt(0);
    Row row = examples.agg(count_if(used), count_if(kept), count_if(kept.and(positive))).head();
    out.count("immature rows kept, by 1/F(age)", row.getLong(1));
    out.count("immature rows kept with " + label.primary(), row.getLong(2));
    if (row.getLong(1) > 0) {
      out.notComputed(
          "correction for delay of plain values and of labels other than " + label.primary(),
          "label.immature = weight: "
              + row.getLong(1)
              + " rows of the sets ("
              + Figures.percent((double) row.getLong(1) / row.getLong(0))
              + " of them) are immature; ips and snips of "
              + label.primary()
              + " correct for it, plain values take what has happened so far");
    }
  }
}
