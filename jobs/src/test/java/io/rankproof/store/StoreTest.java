package io.rankproof.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.error.StoreException;
import io.rankproof.testing.DatasetAssert;
import io.rankproof.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final RankproofConfig CONFIG = ConfigLoader.parse("");
  private final SparkSession spark = TestSpark.session();

  @TempDir Path folder;

  private Store open() {
    return Store.open(spark, folder.resolve("store").toString());
  }

  private Dataset<Row> rows(int n, String column) {
    return spark.range(n).selectExpr("cast(id AS double) AS " + column, "'all' AS slice");
  }

  private static void write(Store store, String run, Dataset<Row> rows) {
    JobOutput out = new JobOutput(store, new RunId(run), "evaluate");
    out.write(Table.METRICS, rows);
    out.count("requests", 7);
    out.notComputed("position bias", "the log has no position");
    out.commit(CONFIG, "log=files:1", "0.1.0");
  }

  @Test
  void aTableIsSeenOnceItsJobIsInTheLedger() {
    Store store = open();
    RunId run = new RunId("r");
    JobOutput out = new JobOutput(store, run, "evaluate");
    assertThat(out.write(Table.METRICS, rows(3, "value"))).isEqualTo(3);
    assertThat(store.find(Table.METRICS, run)).isEmpty();
    assertThatThrownBy(() -> store.read(Table.METRICS, run))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("run the job \"evaluate\" first");
    out.commit(CONFIG, "", "0.1.0");
    DatasetAssert.assertSameRows(store.read(Table.METRICS, run), rows(3, "value"));
    assertThat(open().read(Table.METRICS, run).columns()).containsExactly("value", "slice");
  }

  @Test
  void theLedgerSaysWhereRowsLieTogetherUnlessSparkMayMoveThem() {
    Store store = open();
    String rewriting = "spark.databricks.delta.optimizeWrite.enabled";
    writeTogether(store, "kept");
    spark.conf().set(rewriting, "true");
    try {
      writeTogether(store, "moved");
    } finally {
      spark.conf().unset(rewriting);
    }
    write(store, "plain", rows(3, "value"));
    alterMetrics("SET", "('delta.autoOptimize.optimizeWrite' = true)");
    writeTogether(store, "moved_by_the_table");
    alterMetrics("UNSET", "('delta.autoOptimize.optimizeWrite')");
    writeTogether(store, "kept_again");

    assertThat(open().isTogether(Table.METRICS, new RunId("moved_by_the_table"))).isFalse();
    assertThat(open().isTogether(Table.METRICS, new RunId("kept_again"))).isTrue();
    assertThat(open().isTogether(Table.METRICS, new RunId("kept"))).isTrue();
    assertThat(open().isTogether(Table.METRICS, new RunId("moved"))).isFalse();
    assertThat(open().isTogether(Table.METRICS, new RunId("plain"))).isFalse();
    assertThat(open().isTogether(Table.METRICS, new RunId("none"))).isFalse();
  }

  private void alterMetrics(String verb, String properties) {
    String table = "delta.`" + folder.resolve("store/tables/metrics") + "`";
    spark.sql("ALTER TABLE " + table + " " + verb + " TBLPROPERTIES " + properties);
  }

  /** A sort by partition columns that comes on top and spills would interleave requests. */
  @Test
  void rowsLieTogetherThoughSortsSpill() {
    String spills = "spark.shuffle.spill.numElementsForceSpillThreshold";
    Store store = open();
    SparkConf conf = SparkEnv.get().conf();
    conf.set(spills, "700");
    try {
      JobOutput out = new JobOutput(store, new RunId("spilt"), "score");
      out.writeTogether(
          Table.SCORES,
          spark
              .range(0, 20_000, 1, 3)
              .selectExpr(
                  "concat('u', xxhash64(id) % 900) AS cluster",
                  "if(xxhash64(id) % 3 = 0, 'test', 'validation') AS split", "id AS item")
              .repartition(2, col("cluster"))
              .sortWithinPartitions("cluster", "item"));
      out.commit(CONFIG, "", "0.1.0");
    } finally {
      conf.remove(spills);
    }

    Column before =
        lag("cluster", 1).over(Window.partitionBy("file").orderBy(col("_metadata.row_index")));
    Dataset<Row> written =
        spark.read().parquet(filesOf("scores")).withColumn("file", col("_metadata.file_path"));
    long starts = written.withColumn("before", before).where("NOT cluster <=> before").count();
    assertThat(starts).isEqualTo(written.select("file", "cluster").distinct().count());
  }

  private String[] filesOf(String table) {
    Path path = folder.resolve("store/tables/" + table);
    return spark.read().format("delta").load(path.toString()).inputFiles();
  }

  private void writeTogether(Store store, String run) {
    JobOutput out = new JobOutput(store, new RunId(run), "evaluate");
    out.writeTogether(Table.METRICS, rows(3, "value"));
    out.commit(CONFIG, "", "0.1.0");
  }

  @Test
  void aRerunReplacesItsOwnRowsOnlyAndReadersOfTheOldVersionKeepTheirs() {
    Store store = open();
    write(store, "a", rows(3, "value"));
    write(store, "b", rows(5, "value"));
    Dataset<Row> before = store.read(Table.METRICS, new RunId("a"));
    write(store, "a", rows(4, "value"));
    assertThat(before.count()).isEqualTo(3);
    assertThat(store.read(Table.METRICS, new RunId("a")).count()).isEqualTo(4);
    assertThat(store.read(Table.METRICS, new RunId("b")).count()).isEqualTo(5);
  }

  @Test
  void anotherRunsColumnsAreNotSeen() {
    Store store = open();
    write(store, "a", rows(3, "score_x"));
    write(store, "b", rows(5, "score_y"));
    assertThat(store.read(Table.METRICS, new RunId("a")).columns())
        .containsExactly("score_x", "slice");
    assertThat(store.read(Table.METRICS, new RunId("b")).columns())
        .containsExactly("score_y", "slice");
  }

  @Test
  void theLedgerKeepsCountsReasonsAndConfig() {
    Store store = open();
    write(store, "a", rows(3, "value"));
    LedgerEntry entry = open().entry(new RunId("a"), "evaluate").orElseThrow();
    assertThat(entry.counts()).containsExactly(new LedgerEntry.Count("requests", 7));
    assertThat(entry.notComputed())
        .containsExactly(new LedgerEntry.NotComputed("position bias", "the log has no position"));
    assertThat(entry.config()).isEqualTo(CONFIG.resolved().effective());
    assertThat(entry.sparkVersion()).isEqualTo(spark.version());
    assertThat(entry.tables().get(0).rows()).isEqualTo(3);
  }

  @Test
  void theLedgerRemembersWhatItWroteAsItIsThere() {
    Store store = open();
    RunId run = new RunId("r");
    assertThat(store.entries(run)).isEmpty();
    write(store, "r", rows(3, "value"));
    assertThat(store.entries(run)).hasSize(1).isEqualTo(open().entries(run));
    write(store, "r", rows(4, "value"));
    assertThat(store.entries(run)).hasSize(1).isEqualTo(open().entries(run));
  }

  @Test
  void noRowsWhereThereAreNoneAreNoCommit() {
    write(open(), "first", rows(3, "value"));
    SparkSession fresh = spark.newSession();
    Store store = Store.open(fresh, folder.resolve("store").toString());
    JobOutput out = new JobOutput(store, new RunId("empty"), "evaluate");
    Dataset<Row> none = fresh.range(0).selectExpr("cast(id AS double) AS value", "'all' AS slice");
    assertThat(out.write(Table.METRICS, none)).isZero();
    out.commit(CONFIG, "", "0.1.0");
    assertThat(open().read(Table.METRICS, new RunId("empty")).count()).isZero();
  }

  @Test
  void twoRunsWriteAtTheSameTime() throws Exception {
    write(open(), "first", rows(1, "value"));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> both =
          List.of("a", "b").stream()
              .<Future<?>>map(run -> pool.submit(() -> write(open(), run, rows(9, "v_" + run))))
              .toList();
      for (Future<?> one : both) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
    for (String run : List.of("a", "b")) {
      assertThat(open().read(Table.METRICS, new RunId(run)).count()).isEqualTo(9);
    }
  }

  @Test
  void someoneElsesFolderIsRefusedAndLeftAsItWas() throws IOException {
    Path other = Files.createDirectories(folder.resolve("store"));
    Files.writeString(other.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("store.path: ")
        .hasMessageContaining("thesis.txt");
    assertThat(other).isDirectoryContaining(file -> file.endsWith("thesis.txt"));
    Files.delete(other.resolve("thesis.txt"));
    write(open(), "a", rows(1, "value"));
    assertThatThrownBy(
            () -> Store.open(spark, Files.writeString(folder.resolve("f"), "x").toString()))
        .hasMessageContaining("is a file");
  }

  @Test
  void aFailedJobLeavesNothingAndTakesNothingFromOthers() {
    JobOutput failed = new JobOutput(open(), new RunId("a"), "evaluate");
    failed.write(Table.METRICS, rows(3, "value"));
    failed.discard();
    assertThat(folder.resolve("store")).doesNotExist();

    write(open(), "b", rows(5, "value"));
    JobOutput again = new JobOutput(open(), new RunId("a"), "evaluate");
    again.write(Table.METRICS, rows(3, "value"));
    again.discard();
    JobOutput rerun = new JobOutput(open(), new RunId("b"), "evaluate");
    rerun.write(Table.METRICS, rows(1, "value"));
    rerun.discard();
    assertThat(open().read(Table.METRICS, new RunId("b")).count()).isEqualTo(5);
    assertThat(
            spark
                .read()
                .format("delta")
                .load(folder.resolve("store/tables/metrics").toString())
                .where("run_id = 'a'")
                .count())
        .isZero();
  }

  /** Two processes at one job of a run: what the one has finished outlives the other's failure. */
  @Test
  void aFailedJobTakesNothingFromTheSameJobOfAnotherProcess() {
    Store second = open();
    assertThat(second.entries(new RunId("a"))).isEmpty();
    JobOutput failed = new JobOutput(second, new RunId("a"), "evaluate");
    write(open(), "a", rows(5, "value"));
    failed.discard();
    assertThat(open().read(Table.METRICS, new RunId("a")).count()).isEqualTo(5);
  }

  @Test
  void aFailedJobInANewStoreLeavesWhatAnotherRunWritesMeanwhile() {
    JobOutput failed = new JobOutput(open(), new RunId("a"), "evaluate");
    failed.write(Table.METRICS, rows(3, "value"));
    write(open(), "b", rows(5, "value"));
    failed.discard();
    assertThat(open().read(Table.METRICS, new RunId("b")).count()).isEqualTo(5);
  }

  @Test
  void aTableThatWasNeverCommittedGoesWithItsJob() {
    JobOutput failed = new JobOutput(open(), new RunId("a"), "evaluate");
    Dataset<Row> broken = rows(3, "value").selectExpr("double(raise_error('broken')) AS value");
    assertThatThrownBy(() -> failed.write(Table.METRICS, broken)).hasStackTraceContaining("broken");
    failed.discard();
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void aRemovedRunLeavesNothingAndOthersKeepWhatTheyRead() {
    write(open(), "old", rows(3, "value"));
    write(open(), "kept", rows(5, "value"));
    Store store = open();
    store.writeFile(new RunId("old"), "report.html", new byte[] {1});
    assertThat(store.runs()).containsExactly(new RunId("kept"), new RunId("old"));

    store.remove(new RunId("old"));
    store.remove(new RunId("old"));

    assertThat(open().runs()).containsExactly(new RunId("kept"));
    assertThat(open().find(Table.METRICS, new RunId("old"))).isEmpty();
    assertThat(open().read(Table.METRICS, new RunId("kept")).count()).isEqualTo(5);
    assertThat(folder.resolve("store/tables/metrics/run_id=old")).doesNotExist();
    assertThat(folder.resolve("store/tables/metrics/run_id=kept")).exists();
    assertThat(folder.resolve("store/runs/old")).doesNotExist();
  }

  @Test
  void filesAreWrittenWhole() {
    Store store = open();
    RunId run = new RunId("a");
    assertThat(store.readFile(run, "decision.json")).isEmpty();
    String path = store.writeFile(run, "decision.json", "{}".getBytes(StandardCharsets.UTF_8));
    store.writeFile(run, "decision.json", "{1}".getBytes(StandardCharsets.UTF_8));
    assertThat(store.readFile(run, "decision.json").orElseThrow()).asString().isEqualTo("{1}");
    assertThat(path).endsWith("store/runs/a/decision.json");
    assertThat(folder.resolve("store/runs/a").toFile().list()).containsExactly("decision.json");
  }

  @Test
  void aJobWritesOnlyItsOwnTables() {
    JobOutput out = new JobOutput(open(), new RunId("a"), "decide");
    assertThatThrownBy(() -> out.write(Table.METRICS, rows(1, "value")))
        .hasMessageContaining("does not own");
    assertThatThrownBy(() -> new RunId("../x")).isInstanceOf(ConfigException.class);
  }
}
