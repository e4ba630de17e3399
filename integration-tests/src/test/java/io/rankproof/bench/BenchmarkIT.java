package io.rankproof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All contenders side by side: they have to agree, and are timed. See docs/performance.md. */
@Tag("benchmark")
class BenchmarkIT {
  private final BenchSettings settings = BenchSettings.fromProperties();

  @Test
  void sideBySide() {
    settings.check(Cases.NAMES);
    SparkSession spark = BenchSpark.session();
    try (DuckDb duck = new DuckDb(settings.folder())) {
      String machine = Machine.describe(versions(spark, duck));
      System.out.println(machine);
      Cases cases = new Cases(spark, duck, settings.folder());
      for (long rows : settings.rows()) {
        report(rows, machine, run(cases, rows));
      }
    } finally {
      spark.stop();
    }
  }

  private List<Race.Result> run(Cases cases, long rows) {
    List<Race.Result> results = new ArrayList<>();
    for (String name : Cases.NAMES) {
      if (settings.wants(name)) {
        cases.races(name, rows).forEach(race -> results.add(race.run(settings.rounds())));
      }
    }
    return results;
  }

  private void report(long rows, String machine, List<Race.Result> results) {
    assertThat(results).isNotEmpty();
    String table =
        machine
            + String.format(" %,d rows, %d rounds.%n", rows, settings.rounds())
            + new ResultTable(results).markdown();
    System.out.println(table);
    settings
        .document()
        .ifPresent(page -> new ResultPage(page).write(BenchSettings.title(rows), table));
  }

  private static String versions(SparkSession spark, DuckDb duck) {
    return "; Spark "
        + spark.version()
        + ", Delta "
        + io.delta.tables.DeltaTable.class.getPackage().getImplementationVersion()
        + ", DuckDB "
        + duck.version();
  }
}
