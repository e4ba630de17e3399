package io.rankproof.testing;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A small {@code examples} table in a store of its own, as {@code prepare} would leave it. */
public final class ExampleTable {
  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("split", "'train'");
    DEFAULTS.put("request", "cast(null as string)");
    DEFAULTS.put("item", "cast(null as string)");
    DEFAULTS.put("user", "cast(null as string)");
    DEFAULTS.put("time", "timestamp'2026-01-01 00:00:00'");
    DEFAULTS.put("position", "cast(null as int)");
    DEFAULTS.put("policy", "cast(null as string)");
    DEFAULTS.put("action_propensity", "cast(null as double)");
    DEFAULTS.put("examination_propensity", "cast(null as double)");
    DEFAULTS.put("randomised", "cast(null as boolean)");
    DEFAULTS.put("item_created", "cast(null as timestamp)");
    DEFAULTS.put("item_category", "cast(null as string)");
    DEFAULTS.put("item_creator", "cast(null as string)");
    DEFAULTS.put("item_vector", "cast(null as array<double>)");
    DEFAULTS.put("weight", "1.0D");
    DEFAULTS.put("mature", "true");
    DEFAULTS.put("completeness", "1D");
  }

  private ExampleTable() {}

  /** The rows with every fixed column that they lack, at its default; cluster from user. */
  public static Dataset<Row> complete(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (Map.Entry<String, String> column : DEFAULTS.entrySet()) {
      if (!Arrays.asList(rows.columns()).contains(column.getKey())) {
        result = result.withColumn(column.getKey(), expr(column.getValue()));
      }
    }
    Column cluster = coalesce(col("user"), col("request"));
    return Arrays.asList(rows.columns()).contains("cluster")
        ? result
        : result.withColumn("cluster", cluster);
  }

  /** Writes the rows as the table of a new run in {@code folder}. */
  public static RunContext run(Path folder, String config, Dataset<Row> rows) {
    RankproofConfig parsed = ConfigLoader.parse(config);
    Store store = Store.open(TestSpark.session(), folder.toString());
    RunId run = new RunId("test");
    JobOutput out = new JobOutput(store, run, "prepare");
    out.write(Table.EXAMPLES, complete(rows));
    out.commit(parsed, "test", "test");
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new RunContext(TestSpark.session(), parsed, store, run, new Console(quiet));
  }

  /** Runs jobs one after the other, each committed. */
  public static void run(RunContext context, Job... jobs) {
    for (Job job : jobs) {
      JobOutput out = new JobOutput(context.store(), context.run(), job.name());
      job.run(context, out);
      out.commit(context.config(), "test", "test");
    }
  }
}
