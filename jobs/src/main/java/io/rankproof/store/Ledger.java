package io.rankproof.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.delta.tables.DeltaTable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The {@code runs} table: a job has happened when its row is here, committed last. */
final class Ledger {
  private static final String TABLE = "runs";
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "run_id STRING, job STRING, "
              + "tables ARRAY<STRUCT<name STRING, version BIGINT, columns ARRAY<STRING>, rows BIGINT, together BOOLEAN>>, "
              + "counts ARRAY<STRUCT<name STRING, rows BIGINT>>, "
              + "not_computed ARRAY<STRUCT<what STRING, reason STRING>>, "
              + "config MAP<STRING, STRING>, input_version STRING, code_version STRING, "
              + "spark_version STRING, started_at TIMESTAMP, finished_at TIMESTAMP");

  private final SparkSession spark;
  private final StorePath path;
  private final Map<RunId, Map<String, LedgerEntry>> known = new HashMap<>();

  Ledger(SparkSession spark, StorePath path) {
    this.spark = spark;
    this.path = path;
  }

  /** Finished jobs of a run, oldest first. */
  List<LedgerEntry> entries(RunId run) {
    return List.copyOf(byJob(run).values());
  }

  Optional<LedgerEntry> entry(RunId run, String job) {
    return Optional.ofNullable(byJob(run).get(job));
  }

  /** The same as the table has it now, whatever this process remembers. */
  Optional<LedgerEntry> entryNow(RunId run, String job) {
    known.remove(run);
    return entry(run, job);
  }

  void commit(LedgerEntry entry) {
    path.claim();
    String predicate = "run_id = '" + entry.run() + "' AND job = '" + entry.job() + "'";
    DeltaFiles.replace(
        spark,
        path.table(TABLE),
        spark.createDataFrame(List.of(row(entry)), SCHEMA).coalesce(1),
        List.of("run_id", "job"),
        predicate);
    known.computeIfPresent(entry.run(), (run, entries) -> with(entry, entries));
  }

  /** The last job to finish is the last one. */
  private static Map<String, LedgerEntry> with(
      LedgerEntry entry, Map<String, LedgerEntry> entries) {
    Map<String, LedgerEntry> more = new LinkedHashMap<>(entries);
    more.remove(entry.job());
    more.put(entry.job(), entry);
    return more;
  }

  /** All runs, the one that finished a job last first. */
  List<RunId> runs() {
    if (!exists()) {
      return List.of();
    }
    return spark
        .read()
        .format("delta")
        .load(path.table(TABLE))
        .groupBy("run_id")
        .agg(max("finished_at").as("finished"))
        .orderBy(col("finished").desc(), col("run_id"))
        .collectAsList()
        .stream()
        .map(row -> new RunId(row.getString(0)))
        .toList();
  }

  /** Forgets a run. */
  void remove(RunId run) {
    DeltaTable.forPath(spark, path.table(TABLE)).delete(col("run_id").equalTo(run.value()));
    known.remove(run);
  }

  private boolean exists() {
    return path.exists("tables/" + TABLE + "/_delta_log");
  }

  private Map<String, LedgerEntry> byJob(RunId run) {
    return known.computeIfAbsent(run, this::read);
  }

  private Map<String, LedgerEntry> read(RunId run) {
    Map<String, LedgerEntry> entries = new LinkedHashMap<>();
    if (exists()) {
      ListedFiles.of(
              spark
                  .read()
                  .format("delta")
                  .load(path.table(TABLE))
                  .where(col("run_id").equalTo(run.value())))
          .collectAsList()
          .stream()
          .map(row -> entry(run, row))
          .sorted(Comparator.comparing(LedgerEntry::finished))
          .forEach(entry -> entries.put(entry.job(), entry));
    }
    return entries;
  }

  private static Row row(LedgerEntry entry) {
    return RowFactory.create(
        entry.run().value(),
        entry.job(),
        rows(
            entry.tables(),
            t ->
                RowFactory.create(
                    t.name(),
                    t.version(),
                    t.columns().toArray(String[]::new),
                    t.rows(),
                    t.together())),
        rows(entry.counts(), c -> RowFactory.create(c.name(), c.rows())),
        rows(entry.notComputed(), n -> RowFactory.create(n.what(), n.reason())),
        entry.config(),
        entry.inputVersion(),
        entry.codeVersion(),
        entry.sparkVersion(),
        Timestamp.from(entry.started()),
        Timestamp.from(entry.finished()));
  }

  private static <T> Row[] rows(List<T> values, java.util.function.Function<T, Row> row) {
    return values.stream().map(row).toArray(Row[]::new);
  }

  private static LedgerEntry entry(RunId run, Row row) {
    List<LedgerEntry.WrittenTable> tables = new ArrayList<>();
    for (Row table : row.<Row>getList(row.fieldIndex("tables"))) {
      tables.add(
          new LedgerEntry.WrittenTable(
              table.getString(0),
              table.getLong(1),
              List.copyOf(table.<String>getList(2)),
              table.getLong(3),
              // Ledgers of older versions do not say.
              !table.isNullAt(4) && table.getBoolean(4)));
    }
    List<LedgerEntry.Count> counts = new ArrayList<>();
    for (Row count : row.<Row>getList(row.fieldIndex("counts"))) {
      counts.add(new LedgerEntry.Count(count.getString(0), count.getLong(1)));
    }
    List<LedgerEntry.NotComputed> notComputed = new ArrayList<>();
    for (Row missing : row.<Row>getList(row.fieldIndex("not_computed"))) {
      notComputed.add(new LedgerEntry.NotComputed(missing.getString(0), missing.getString(1)));
    }
    return new LedgerEntry(
        run,
        row.getAs("job"),
        List.copyOf(tables),
        List.copyOf(counts),
        List.copyOf(notComputed),
        Map.copyOf(
            CollectionConverters.asJava(row.<String, String>getMap(row.fieldIndex("config")))),
        row.getAs("input_version"),
        row.getAs("code_version"),
        row.getAs("spark_version"),
        row.<Timestamp>getAs("started_at").toInstant(),
        row.<Timestamp>getAs("finished_at").toInstant());
  }
}
