package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateJobTest {
  @TempDir Path folder;

  @Test
  void writesTheLogAndItsTruth() {
    SparkSession spark = TestSpark.session();
    RankproofConfig config =
        ConfigLoader.parse("simulate { enabled = true, requests = 300, partitions = 2 }");
    Store store = Store.open(spark, folder.resolve("store").toString());
    RunId run = new RunId("test");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    RunContext context = new RunContext(spark, config, store, run, console);
    JobOutput out = new JobOutput(store, run, "simulate");

    new SimulateJob().run(context, out);
    LedgerEntry entry = out.commit(config, "none", "test");

    assertThat(context.read(Table.LOG).count()).isEqualTo(3000);
    assertThat(context.read(Table.LOG).columns())
        .containsExactly(
            "request_id",
            "user_id",
            "item_id",
            "event_time",
            "position",
            "ranker",
            "action_propensity",
            "randomised",
            "platform",
            "country",
            "item_created",
            "item_category",
            "item_quality",
            "taste_match",
            "production_score",
            "candidate_score",
            "production_position",
            "candidate_position");
    assertThat(context.read(Table.LOG_ENGAGEMENTS).columns())
        .containsExactly("request_id", "item_id", "type", "event_time");
    assertThat(context.read(Table.TRUTH_IMPRESSIONS).count()).isEqualTo(3000);
    assertThat(context.read(Table.TRUTH_PROPENSITIES).count()).isEqualTo(30);
    assertThat(context.read(Table.TRUTH_VALUES).count()).isEqualTo(72);
    assertThat(entry.counts())
        .contains(
            new LedgerEntry.Count("requests", 300), new LedgerEntry.Count("impressions", 3000));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "truth: nDCG@10 of own lists, production 0\\.\\d{4}, candidate 0\\.\\d{4}");
  }
}
