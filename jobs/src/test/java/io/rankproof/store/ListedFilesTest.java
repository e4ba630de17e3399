package io.rankproof.store;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class ListedFilesTest {
  private static final String JOBS = "listed-files-test";

  @TempDir Path folder;
  private final SparkSession spark = TestSpark.session();

  @BeforeEach
  void table() {
    Dataset<Row> rows =
        spark.range(0, 100, 1, 2).selectExpr("id", "id % 2 AS part", "id * 2 AS twice");
    rows.write().format("delta").partitionBy("part").save(path());
  }

  private String path() {
    return folder + "/table";
  }

  private Dataset<Row> read() {
    return spark.read().format("delta").load(path());
  }

  private static List<Long> ids(Dataset<Row> rows) {
    return rows.select("id").orderBy("id").collectAsList().stream().map(r -> r.getLong(0)).toList();
  }

  /** Jobs that planning and executing a query takes. */
  private int jobs(Dataset<Row> rows) {
    spark.sparkContext().setJobGroup(JOBS + System.nanoTime(), "", false);
    String group = spark.sparkContext().getLocalProperty("spark.jobGroup.id");
    rows.select("twice").queryExecution().executedPlan();
    spark.sparkContext().clearJobGroup();
    return spark.sparkContext().statusTracker().getJobIdsForGroup(group).length;
  }

  @Test
  void theLogIsAskedOnce() {
    Dataset<Row> listed = ListedFiles.of(read().where("part = 1"));
    assertThat(jobs(read())).isPositive();
    assertThat(jobs(listed)).isZero();
    assertThat(ids(listed)).isEqualTo(ids(read().where("part = 1"))).hasSize(50);
    assertThat(scan(listed.select("id", "twice"))).isNotNull();
  }

  @Test
  void filtersOnPartitionColumnsLeaveOutFilesWithoutAskingAgain() {
    Dataset<Row> listed = ListedFiles.of(read());
    Dataset<Row> half = listed.where("part = 1 AND twice >= 20");
    assertThat(jobs(half)).isZero();
    assertThat(files(listed.select("id"))).hasSize(4);
    assertThat(files(half.select("id")))
        .hasSize(2)
        .allMatch(file -> file.getPath().toString().contains("/part=1/"));
    assertThat(ids(half)).isEqualTo(ids(read().where("part = 1 AND twice >= 20"))).hasSize(45);
    assertThat(listed.where("part IN (0, 7)").count()).isEqualTo(50);
    assertThat(listed.where("part IS NULL OR part > 1").count()).isZero();
    assertThat(listed.inputFiles()).hasSize(4);
  }

  @Test
  void aTableReadTwiceIsTheSameTable() {
    assertThat(ListedFiles.of(read()).sameSemantics(ListedFiles.of(read()))).isTrue();
    assertThat(ListedFiles.of(read()).where("part = 1").sameSemantics(ListedFiles.of(read())))
        .isFalse();
  }

  private static FileSourceScanExec scan(Dataset<Row> rows) {
    return CollectionConverters.asJava(rows.queryExecution().executedPlan().collectLeaves())
        .stream()
        .map(leaf -> leaf instanceof InputAdapter input ? input.child() : leaf)
        .map(FileSourceScanExec.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<FileStatusWithMetadata> files(Dataset<Row> rows) {
    FileSourceScanExec scan = scan(rows);
    return CollectionConverters.asJava(
            scan.relation().location().listFiles(scan.partitionFilters(), scan.dataFilters()))
        .stream()
        .flatMap(directory -> CollectionConverters.asJava(directory.files()).stream())
        .toList();
  }

  @Test
  void filtersAndColumnsAreThoseOfTheTable() {
    Dataset<Row> listed = ListedFiles.of(read());
    assertThat(ids(listed.where("part = 0 AND twice < 20"))).containsExactly(0L, 2L, 4L, 6L, 8L);
    assertThat(listed.schema()).isEqualTo(read().schema());
    Dataset<Row> made = ListedFiles.of(read().withColumn("more", col("id").plus(1)));
    assertThat(made.where("id = 7").head().<Long>getAs("more")).isEqualTo(8);
  }

  @Test
  void rowsOfThatMomentStay() {
    Dataset<Row> listed = ListedFiles.of(read());
    spark
        .range(100, 110)
        .selectExpr("id", "0L AS part", "0L AS twice")
        .write()
        .format("delta")
        .mode("append")
        .save(path());
    assertThat(listed.count()).isEqualTo(100);
    assertThat(read().count()).isEqualTo(110);
  }

  /** Rows that a deletion vector takes out of a file. */
  @Test
  void deletedRowsAreGone() {
    spark.sql(
        "ALTER TABLE delta.`"
            + path()
            + "` SET TBLPROPERTIES"
            + " ('delta.enableDeletionVectors' = true)");
    spark.sql("DELETE FROM delta.`" + path() + "` WHERE id % 10 = 3");
    Dataset<Row> listed = ListedFiles.of(read());
    assertThat(Arrays.asList(listed.columns())).containsExactly("id", "part", "twice");
    assertThat(ids(listed)).isEqualTo(ids(read())).hasSize(90).doesNotContain(13L);
    assertThat(listed.where("part = 1").count()).isEqualTo(40);
  }

  @Test
  void otherRowsAreAsTheyWere() {
    Dataset<Row> made = spark.range(5).toDF();
    assertThat(ListedFiles.of(made)).isSameAs(made);
    read().write().parquet(folder + "/files");
    Dataset<Row> parquet = spark.read().parquet(folder + "/files");
    assertThat(ListedFiles.of(parquet)).isSameAs(parquet);
  }
}
