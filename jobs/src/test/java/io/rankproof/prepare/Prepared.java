package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A run of the prepare job in a store of its own, for tests. */
record Prepared(Store store, RunId run, LedgerEntry entry, String printed) {
  static final RunId RUN = new RunId("test");

  static Prepared run(Path folder, String config, String... settings) {
    return run(folder, ConfigLoader.parse(config, settings));
  }

  static Prepared run(Path folder, RankproofConfig config) {
    Store store = Store.open(TestSpark.session(), folder.resolve("store").toString());
    JobOutput out = new JobOutput(store, RUN, "prepare");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    new PrepareJob().run(new RunContext(TestSpark.session(), config, store, RUN, console), out);
    LedgerEntry entry = out.commit(config, "input", "code");
    return new Prepared(store, RUN, entry, printed.toString(StandardCharsets.UTF_8));
  }

  Dataset<Row> examples() {
    return store.read(Table.EXAMPLES, run);
  }

  Dataset<Row> quarantine() {
    return store.read(Table.QUARANTINE, run);
  }

  Map<String, Long> counts() {
    return entry.counts().stream()
        .collect(Collectors.toMap(LedgerEntry.Count::name, LedgerEntry.Count::rows));
  }

  long count(String name) {
    return counts().getOrDefault(name, 0L);
  }

  /** Every column as text, sorted. */
  static List<String> lines(Dataset<Row> rows) {
    return rows
        .select(
            Arrays.stream(rows.columns())
                .sorted()
                .map(name -> col(name))
                .toArray(org.apache.spark.sql.Column[]::new))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  /** Rows in = rows out, by the ledger and by the tables themselves. */
  boolean isConserved() {
    Map<String, Long> counts = counts();
    long quarantined =
        counts.entrySet().stream()
            .filter(count -> count.getKey().startsWith("quarantined: "))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return counts.get("rows in")
            == examples().count() + quarantined + counts.get("duplicates dropped")
        && quarantined == quarantine().count();
  }
}
