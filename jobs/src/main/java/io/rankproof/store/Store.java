package io.rankproof.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.rankproof.error.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Delta tables of all runs, and what people open. Readers see only ledgered versions. */
public final class Store {
  private static final String OPEN_FILES = "spark.sql.maxConcurrentOutputFileWriters";

  /** More than any table has values of its partition columns in a run. */
  private static final String MOST_OPEN_FILES = "32";

  /** Properties of a table by which Delta rewrites its files. */
  private static final String REWRITING = "delta.autoOptimize";

  private static final List<String> REWRITERS =
      List.of(
          "spark.databricks.delta.optimizeWrite.enabled",
          "spark.databricks.delta.autoCompact.enabled",
          "spark.databricks.delta.properties.defaults.autoOptimize.optimizeWrite",
          "spark.databricks.delta.properties.defaults.autoOptimize.autoCompact");

  private final SparkSession spark;
  private final StorePath path;
  private final Ledger ledger;

  private Store(SparkSession spark, StorePath path) {
    this.spark = spark;
    this.path = path;
    this.ledger = new Ledger(spark, path);
  }

  /**
   * @param folder folder or URI; created at the first write
   * @throws io.rankproof.error.ConfigException if it holds someone else's files
   */
  public static Store open(SparkSession spark, String folder) {
    configure(spark);
    return new Store(spark, StorePath.open(folder, spark.sparkContext().hadoopConfiguration()));
  }

  /** Rows lie in files as the jobs have ordered them, and old versions stay. */
  private static void configure(SparkSession spark) {
    // One open file per partition of a table; otherwise the writer sorts, and the order is lost.
    spark.conf().set("spark.sql.maxConcurrentOutputFileWriters", "16");
    // Ledgered versions stay readable: only an explicit clean-up may forget them.
    String defaults = "spark.databricks.delta.properties.defaults.";
    spark.conf().set(defaults + "logRetentionDuration", "interval 36500 days");
    spark.conf().set(defaults + "deletedFileRetentionDuration", "interval 36500 days");
    // A file must hold a request whole, so none may be cut at a number of rows.
    spark.conf().set("spark.sql.files.maxRecordsPerFile", "0");
  }

  /**
   * This run's rows of a table, at the version its job recorded, without {@code run_id}.
   *
   * @throws StoreException naming the job to run first
   */
  public Dataset<Row> read(Table table, RunId run) {
    return read(table, run, lit(true));
  }

  /**
   * Those rows of it that a filter keeps, whose files are all that Spark then knows of: it takes
   * the size of a table from them.
   */
  public Dataset<Row> read(Table table, RunId run, Column filter) {
    return find(table, run, filter)
        .orElseThrow(
            () ->
                new StoreException(
                    "run "
                        + run
                        + " has no table "
                        + table.folder()
                        + " in "
                        + path.file("tables")
                        + "; run the job \""
                        + table.job()
                        + "\" first"));
  }

  /** The same, or empty when its job has not run or had nothing to write. */
  public Optional<Dataset<Row>> find(Table table, RunId run) {
    return find(table, run, lit(true));
  }

  private Optional<Dataset<Row>> find(Table table, RunId run, Column filter) {
    return entry(run, table.job())
        .flatMap(entry -> entry.table(table))
        .map(written -> read(table, run, written, filter));
  }

  /** Whether the job that wrote a table recorded that its rows lie together by cluster. */
  public boolean isTogether(Table table, RunId run) {
    return entry(run, table.job())
        .flatMap(entry -> entry.table(table))
        .map(LedgerEntry.WrittenTable::together)
        .orElse(false);
  }

  /**
   * Whether Spark writes rows to files as they lie in partitions: no limit cuts a file, and Delta
   * neither shuffles before a write nor rewrites files after it, by a setting of the session or a
   * property of the table.
   */
  boolean keepsLayout(Table table) {
    return spark.conf().get("spark.sql.files.maxRecordsPerFile").equals("0")
        && REWRITERS.stream().allMatch(key -> spark.conf().get(key, "false").equals("false"))
        && DeltaFiles.properties(spark, path.table(table.folder())).entrySet().stream()
            .filter(property -> property.getKey().startsWith(REWRITING))
            .allMatch(property -> property.getValue().equals("false"));
  }

  /** What the ledger says of a job of a run. */
  public Optional<LedgerEntry> entry(RunId run, String job) {
    return ledger.entry(run, job);
  }

  /** Finished jobs of a run, oldest first. */
  public List<LedgerEntry> entries(RunId run) {
    return ledger.entries(run);
  }

  /** Whether anything was ever written here. */
  public boolean exists() {
    return path.isClaimed();
  }

  /** All runs, the latest first. */
  public List<RunId> runs() {
    return ledger.runs();
  }

  /**
   * Removes a run: its rows and files in every table, its folder, and last what the ledger says of
   * it, so that a removal which was cut short is finished by the next one. Other runs keep the
   * versions that they read: only files of this run's partitions go.
   */
  public void remove(RunId run) {
    for (Table table : Table.values()) {
      if (path.exists("tables/" + table.folder() + "/_delta_log")) {
        DeltaTable.forPath(spark, path.table(table.folder()))
            .delete(col("run_id").equalTo(run.value()));
        path.delete("tables/" + table.folder() + "/run_id=" + run);
      }
    }
    path.delete("runs/" + run);
    ledger.remove(run);
  }

  /** Writes a file that people open, whole or not at all; returns its path. */
  public String writeFile(RunId run, String name, byte[] bytes) {
    path.claim();
    String relative = "runs/" + run + "/" + name;
    path.write(relative, bytes);
    return path.file(relative);
  }

  /** Reads such a file; empty when it is not there. */
  public Optional<byte[]> readFile(RunId run, String name) {
    String relative = "runs/" + run + "/" + name;
    return path.exists(relative) ? Optional.of(path.read(relative)) : Optional.empty();
  }

  /** Folder for files of a run that jobs write by themselves, such as fitted models. */
  public String folder(RunId run, String name) {
    path.claim();
    return path.file("runs/" + run + "/" + name);
  }

  LedgerEntry.WrittenTable write(Table table, RunId run, Dataset<Row> rows, boolean together) {
    path.claim();
    List<String> columns = List.of(rows.columns());
    List<String> partitions = new java.util.ArrayList<>(List.of("run_id"));
    partitions.addAll(table.partitions());
    Supplier<DeltaFiles.Commit> write =
        () ->
            DeltaFiles.replace(
                spark,
                path.table(table.folder()),
                rows.withColumn("run_id", lit(run.value())),
                partitions,
                "run_id = '" + run + "'");
    DeltaFiles.Commit commit = together ? unsorted(rows.sparkSession(), write) : write.get();
    return new LedgerEntry.WrittenTable(
        table.folder(), commit.version(), columns, commit.rows(), together);
  }

  /**
   * Writes rows in the order they have, a file for each partition value open at once. By default
   * Spark sorts the rows of a task by partition columns first, and when that sort spills, rows that
   * are equal in them come out interleaved.
   */
  private static DeltaFiles.Commit unsorted(
      SparkSession session, Supplier<DeltaFiles.Commit> write) {
    String before = session.conf().get(OPEN_FILES);
    session.conf().set(OPEN_FILES, MOST_OPEN_FILES);
    try {
      return write.get();
    } finally {
      session.conf().set(OPEN_FILES, before);
    }
  }

  /**
   * Takes back what a job wrote before it failed. Rows that an earlier, finished run of the job
   * wrote are read at the version the ledger names, so nothing has to be restored.
   */
  void discard(RunId run, String job, List<LedgerEntry.WrittenTable> tables) {
    // Another process may have finished the same job meanwhile.
    if (ledger.entryNow(run, job).isPresent()) {
      return;
    }
    Arrays.stream(Table.values())
        .filter(table -> table.job().equals(job))
        .forEach(
            table ->
                discard(
                    run, table, tables.stream().anyMatch(t -> t.name().equals(table.folder()))));
    path.withdrawIfEmpty();
  }

  /** Another run may be writing to the same table: only a folder that is this job's alone goes. */
  private void discard(RunId run, Table table, boolean committed) {
    String folder = "tables/" + table.folder();
    if (!path.exists(folder)) {
      return;
    }
    boolean othersWrite =
        path.children(folder).stream()
            .anyMatch(name -> name.startsWith("run_id=") && !name.equals("run_id=" + run));
    long commits =
        path.children(folder + "/_delta_log").stream().filter(n -> n.endsWith(".json")).count();
    if (path.isClaimedHere() && !othersWrite && commits == (committed ? 1 : 0)) {
      path.delete(folder);
      return;
    }
    if (committed) {
      DeltaTable.forPath(spark, path.table(table.folder())).delete("run_id = '" + run + "'");
    }
    path.delete(folder + "/run_id=" + run);
  }

  void commit(LedgerEntry entry) {
    ledger.commit(entry);
  }

  Dataset<Row> read(Table table, RunId run, LedgerEntry.WrittenTable written) {
    return read(table, run, written, lit(true));
  }

  private Dataset<Row> read(
      Table table, RunId run, LedgerEntry.WrittenTable written, Column filter) {
    // A job asks many questions of a table, and each would list the files.
    return ListedFiles.of(
        spark
            .read()
            .format("delta")
            .option("versionAsOf", written.version())
            .load(path.table(table.folder()))
            .where(col("run_id").equalTo(run.value()).and(filter))
            .select(
                written.columns().stream()
                    .map(name -> col("`" + name + "`"))
                    .toArray(Column[]::new)));
  }
}
