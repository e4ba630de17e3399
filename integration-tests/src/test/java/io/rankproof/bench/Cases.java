package io.rankproof.bench;

import io.rankproof.bench.ScoreLog.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Who runs against whom, on which table, and what is claimed. */
final class Cases {
  /** Names of the cases, in the order in which they run. */
  static final List<String> NAMES = List.of("together", "whole", "shuffled", "aggregate");

  /** Tables beyond this size are for the fast ones. */
  private static final long ALL_UP_TO = 10_000_000;

  private static final List<String> MODELS = ScoreLog.TEN.subList(0, 3);
  private static final String[] ONE_SCORE = {"request", "score_a", "label_click"};
  private static final String[] THREE_SCORES = {
    "request", "segment_country", "segment_platform", "label_click", "score_a", "score_b", "score_c"
  };

  private final SparkSession spark;
  private final DuckDb duck;
  private final SparkPeers peers;
  private final Path folder;

  Cases(SparkSession spark, DuckDb duck, Path folder) {
    this.spark = spark;
    this.duck = duck;
    this.folder = folder;
    peers = new SparkPeers(spark);
  }

  /** The races of a case at a size. */
  List<Race> races(String name, long rows) {
    return switch (name) {
      case "together" -> List.of(together(rows));
      case "whole" -> List.of(whole(rows));
      case "shuffled" -> List.of(shuffled(rows));
      case "aggregate" -> aggregates(rows);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Race together(long rows) {
    return oneScore("together", "rows together, one score, nDCG@10", rows, Layout.TOGETHER);
  }

  private Race shuffled(long rows) {
    return oneScore(
        "shuffled", "rows shuffled over all files, one score, nDCG@10", rows, Layout.SHUFFLED);
  }

  private Race oneScore(String name, String title, long rows, Layout layout) {
    ScoreLog log = log(rows, layout);
    Dataset<Row> table = parquet(log);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(peers.aggregate(table, "request"));
    contenders.add(Floors.scan(table, ONE_SCORE));
    contenders.add(Floors.exchangeAndSort(table, "request", ONE_SCORE));
    contenders.add(duck.windows(log));
    contenders.add(duck.join(log));
    if (rows <= ALL_UP_TO) {
      contenders.add(peers.collectList(table, "request"));
      contenders.add(peers.windows(table));
      contenders.add(MllibPeers.evaluator(table));
      contenders.add(MllibPeers.metrics(table));
    }
    return new Race(name, title, contenders, List.of());
  }

  private Race whole(long rows) {
    ScoreLog log = log(rows, Layout.TOGETHER);
    Dataset<Row> table = parquet(log);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(duck.allByWindows(log, MODELS));
    contenders.add(duck.allByJoin(log, MODELS));
    contenders.add(Floors.scan(table, THREE_SCORES));
    contenders.add(Floors.exchangeAndSort(table, "request", THREE_SCORES));
    if (rows <= ALL_UP_TO) {
      contenders.add(peers.allByWindows(table, MODELS));
      contenders.add(MllibPeers.fourMetrics(table, MODELS));
    }
    return new Race(
        "whole",
        "rows together, 3 scores, 7 metrics, overall and by two segments",
        contenders,
        List.of());
  }

  private List<Race> aggregates(long rows) {
    return List.of(
        aggregate(rows, Layout.TOGETHER, "request", "groups of 20 rows, together", 1.4),
        aggregate(rows, Layout.SHUFFLED, "request", "groups of 20 rows, shuffled", 1.4),
        aggregate(rows, Layout.TOGETHER, "group_tiny", "groups of 2 rows, together", 1),
        aggregate(rows, Layout.SHUFFLED, "group_tiny", "groups of 2 rows, shuffled", 1),
        aggregate(rows, Layout.SHUFFLED, "group_huge", "100 groups in all, shuffled", 1));
  }

  private Race aggregate(long rows, Layout layout, String group, String title, double goal) {
    Dataset<Row> table = parquet(log(rows, layout));
    return new Race(
        "aggregate",
        title + ", nDCG@10 in SQL",
        List.of(peers.aggregate(table, group), peers.collectList(table, group)),
        List.of(Goal.timesFaster(SparkPeers.AGGREGATE, SparkPeers.COLLECT, goal)));
  }

  private ScoreLog log(long rows, Layout layout) {
    return new ScoreLog(folder, rows, layout).ensure(spark);
  }

  private Dataset<Row> parquet(ScoreLog log) {
    return spark.read().parquet(log.parquet().toString());
  }
}
