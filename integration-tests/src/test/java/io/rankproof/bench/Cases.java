package io.rankproof.bench;

import static io.rankproof.bench.ScoreLog.Layout.SHUFFLED;
import static io.rankproof.bench.ScoreLog.Layout.TOGETHER;

import io.rankproof.bench.ScoreLog.Layout;
import io.rankproof.store.ListedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Who runs against whom, on which table, and what is claimed. */
final class Cases {
  /** Sizes against each other. */
  static final String SCALE = "scale";

  /** Names of the cases of one size, in the order in which they run. */
  static final List<String> NAMES =
      List.of("together", "whole", "shuffled", "variants", "models", "aggregate");

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
      case "variants" -> List.of(variants(rows));
      case "models" -> List.of(models(rows));
      case "aggregate" -> aggregates(rows);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Race together(long rows) {
    return oneScore(
        "together",
        "rows together, one score, nDCG@10",
        log(rows, TOGETHER),
        List.of(
            Goal.shareOfTime(Ours.NAME, Floors.SCAN, 1.3),
            Goal.timesFaster(Ours.NAME, MllibPeers.EVALUATOR, 15),
            Goal.timesFaster(Ours.NAME, SparkPeers.WINDOWS, 20),
            Goal.timesFaster(Ours.NAME, DuckDb.WINDOWS, 6),
            Goal.timesFaster(Ours.NAME, DuckDb.JOIN, 1.3)));
  }

  private Race shuffled(long rows) {
    return oneScore(
        "shuffled",
        "rows shuffled over all files, one score, nDCG@10",
        log(rows, SHUFFLED),
        List.of(
            Goal.shareOfTime(Ours.NAME, Floors.EXCHANGE, 0.4),
            Goal.timesFaster(Ours.NAME, MllibPeers.EVALUATOR, 6),
            Goal.timesFaster(Ours.NAME, DuckDb.WINDOWS, 2)));
  }

  private Race oneScore(String name, String title, ScoreLog log, List<Goal> goals) {
    Dataset<Row> table = parquet(log);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Ours.ndcg(Ours.NAME, table, log.layout()));
    contenders.add(Floors.scan(table, ONE_SCORE));
    contenders.add(Floors.exchangeAndSort(table, "request", ONE_SCORE));
    contenders.add(duck.windows(log));
    contenders.add(duck.join(log));
    if (log.rows() <= ALL_UP_TO) {
      contenders.add(peers.aggregate(table, "request"));
      contenders.add(peers.collectList(table, "request"));
      contenders.add(peers.windows(table));
      contenders.add(MllibPeers.evaluator(table));
    }
    return new Race(name, title, contenders, goals);
  }

  private Race whole(long rows) {
    ScoreLog log = log(rows, TOGETHER);
    Dataset<Row> table = parquet(log);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Ours.whole(Ours.NAME, table, log.layout(), MODELS));
    contenders.add(Ours.wholeWithIntervals(table, log.layout(), MODELS));
    contenders.add(Floors.scan(table, THREE_SCORES));
    contenders.add(Floors.exchangeAndSort(table, "request", THREE_SCORES));
    contenders.add(duck.allByJoin(log, MODELS));
    if (rows <= ALL_UP_TO) {
      contenders.add(duck.allByWindows(log, MODELS));
      contenders.add(peers.allByWindows(table, MODELS));
      contenders.add(MllibPeers.fourMetrics(table, MODELS));
    }
    return new Race(
        "whole",
        "rows together, 3 scores, 7 metrics, overall and by two segments",
        contenders,
        List.of(
            Goal.timesFaster(Ours.NAME, SparkPeers.WINDOWS, 35),
            Goal.timesFaster(Ours.NAME, DuckDb.WINDOWS, 15),
            Goal.timesFaster(Ours.NAME, MllibPeers.FOUR_METRICS, 20),
            Goal.shareOfTime(Ours.INTERVALS, Ours.NAME, 1.7)));
  }

  /** What ties, nulls and the table format cost. */
  private Race variants(long rows) {
    ScoreLog log = log(rows, TOGETHER);
    Dataset<Row> table = parquet(log);
    Dataset<Row> delta = spark.read().format("delta").load(log.delta().toString());
    String plain = "no ties, no nulls, Parquet";
    String listed = "Delta, its files listed before";
    String asked = "Delta, whose log is asked for the files in every run";
    return new Race(
        "variants",
        "rows together, one score, nDCG@10, " + Ours.NAME,
        List.of(
            Ours.ndcg(plain, table, log.layout()),
            Ours.ndcgOf("score_tied", "many ties", table, log.layout()),
            Ours.ndcgOf("score_gaps", "2% of the scores null", table, log.layout()),
            Ours.ndcg(listed, ListedFiles.of(delta), log.layout()),
            Ours.ndcg(asked, delta, log.layout())),
        List.of(
            Goal.shareOfTime("many ties", plain, 1.15),
            Goal.shareOfTime("2% of the scores null", plain, 1.15),
            Goal.shareOfTime(listed, plain, 1.15)));
  }

  /** Ten, three and one model at once; the numbers of the first include the others'. */
  private Race models(long rows) {
    ScoreLog log = log(rows, TOGETHER);
    Dataset<Row> table = parquet(log);
    List<Contender> contenders = new ArrayList<>();
    for (int count : new int[] {10, 3, 1}) {
      if (count <= log.models().size()) {
        contenders.add(
            Ours.whole(count + " models", table, log.layout(), ScoreLog.TEN.subList(0, count)));
      }
    }
    return new Race(
        "models",
        "rows together, 7 metrics, overall and by two segments, " + Ours.NAME,
        contenders,
        List.of());
  }

  /** A larger table against a smaller one, on the same heap. */
  List<Race> scale(long small, long large) {
    return List.of(
        scale("rows together, one score, nDCG@10", TOGETHER, small, large, Cases::oneScore),
        scale("rows shuffled, one score, nDCG@10", SHUFFLED, small, large, Cases::oneScore),
        scale(
            "rows together, 3 scores, 7 metrics, two segments", TOGETHER, small, large, Cases::all),
        scale(
            "the same with 1000 replicates by user", TOGETHER, small, large, Cases::allIntervals));
  }

  private Race scale(
      String title,
      Layout layout,
      long small,
      long large,
      BiFunction<Dataset<Row>, Layout, Contender> ours) {
    List<Contender> contenders = new ArrayList<>();
    for (long rows : new long[] {small, large}) {
      Contender contender = ours.apply(parquet(log(rows, layout)), layout);
      contenders.add(contender.timedOnly(rowsOf(rows)));
    }
    double goal = 1.1 * large / small;
    return new Race(
        SCALE, title, contenders, List.of(Goal.shareOfTime(rowsOf(large), rowsOf(small), goal)));
  }

  private static String rowsOf(long rows) {
    return BenchSettings.title(rows) + " rows";
  }

  private static Contender oneScore(Dataset<Row> table, Layout layout) {
    return Ours.ndcg(Ours.NAME, table, layout);
  }

  private static Contender all(Dataset<Row> table, Layout layout) {
    return Ours.whole(Ours.NAME, table, layout, MODELS);
  }

  private static Contender allIntervals(Dataset<Row> table, Layout layout) {
    return Ours.wholeWithIntervals(table, layout, MODELS);
  }

  private List<Race> aggregates(long rows) {
    return List.of(
        aggregate(rows, TOGETHER, "request", "groups of 20 rows, together", 1.4),
        aggregate(rows, SHUFFLED, "request", "groups of 20 rows, shuffled", 1.4),
        aggregate(rows, TOGETHER, "group_tiny", "groups of 2 rows, together", 1),
        aggregate(rows, SHUFFLED, "group_tiny", "groups of 2 rows, shuffled", 1),
        aggregate(rows, SHUFFLED, "group_huge", "100 groups in all, shuffled", 1));
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
