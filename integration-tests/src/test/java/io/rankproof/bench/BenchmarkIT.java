package io.rankproof.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All contenders side by side: they have to agree, and are timed. See docs/performance.md. */
@Tag("benchmark")
class BenchmarkIT {
  /** The size that the claims are about. */
  private static final String JUDGED = "10m";

  private final BenchSettings settings = BenchSettings.fromProperties();

  @Test
  void sideBySide() {
    settings.check(Stream.concat(Cases.NAMES.stream(), Stream.of(Cases.SCALE)).toList());
    SparkSession spark = BenchSpark.session();
    try (DuckDb duck = new DuckDb(settings.folder())) {
      String machine = Machine.describe(versions(spark, duck));
      System.out.println(machine);
      Cases cases = new Cases(spark, duck, settings.folder());
      for (long rows : settings.rows()) {
        String size = BenchSettings.title(rows);
        report(size, machine, races(cases, rows), size.equals(JUDGED));
      }
      if (settings.wants(Cases.SCALE) && settings.rows().size() > 1) {
        boolean judged = BenchSettings.title(fromEnd(1)).equals(JUDGED);
        report(Cases.SCALE, machine, cases.scale(fromEnd(1), fromEnd(0)).stream(), judged);
      }
    } finally {
      spark.stop();
    }
  }

  private Stream<Race> races(Cases cases, long rows) {
    return Cases.NAMES.stream()
        .filter(settings::wants)
        .flatMap(name -> cases.races(name, rows).stream());
  }

  private long fromEnd(int position) {
    return settings.rows().get(settings.rows().size() - 1 - position);
  }

  /** Runs races and puts their results in a place of the page: after each, so a stop keeps them. */
  private void report(String place, String machine, Stream<Race> races, boolean judged) {
    List<Race.Result> results = new ArrayList<>();
    races.forEach(
        race -> {
          results.add(race.run(settings.rounds()));
          write(place, machine, new ResultTable(List.copyOf(results), judged));
        });
    if (!results.isEmpty()) {
      System.out.println(new ResultTable(results, judged).markdown());
    }
  }

  private void write(String place, String machine, ResultTable table) {
    String text = machine + " Rounds: " + settings.rounds() + ".\n" + table.markdown();
    settings.document().ifPresent(page -> new ResultPage(page).write(place, text));
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
