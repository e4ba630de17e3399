package io.rankproof.bench;

import io.rankproof.evaluate.Layout;
import io.rankproof.evaluate.ListMetrics;
import io.rankproof.evaluate.ListMetricsEngine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The engine of the job {@code evaluate}, through its public facade. */
final class Ours {
  static final String NAME = "Rankproof";
  static final String INTERVALS = "Rankproof with 1000 replicates by user";
  private static final String REQUEST = "request";
  private static final String LABEL = "label_click";
  private static final String SCORE = "score_";
  private static final List<String> SEGMENTS = List.of("segment_country", "segment_platform");
  private static final int REPLICATES = 1000;

  private Ours() {}

  /** Mean nDCG@10 of {@code score_a}. */
  static Contender ndcg(String name, Dataset<Row> rows, ScoreLog.Layout layout) {
    return Contender.of(name, "nDCG@10", () -> ndcg(rows, layout, "score_a"));
  }

  /** The same of another score, whose value no other contender has. */
  static Contender ndcgOf(String score, String name, Dataset<Row> rows, ScoreLog.Layout layout) {
    return Contender.floor(name, () -> ndcg(rows, layout, score));
  }

  private static double ndcg(Dataset<Row> rows, ScoreLog.Layout layout, String score) {
    ListMetrics what = ListMetrics.of(REQUEST, List.of(score), LABEL, List.of("nDCG@10"));
    return ListMetricsEngine.compute(rows, of(layout), what).get(0).value();
  }

  /** All metrics of models, overall and by two segments. */
  static Contender whole(
      String name, Dataset<Row> rows, ScoreLog.Layout layout, List<String> models) {
    return new Contender(name, () -> values(rows, layout, whole(models)));
  }

  static Contender wholeWithIntervals(
      Dataset<Row> rows, ScoreLog.Layout layout, List<String> models) {
    ListMetrics what = whole(models).withIntervals("user", REPLICATES);
    return new Contender(INTERVALS, () -> values(rows, layout, what));
  }

  private static ListMetrics whole(List<String> models) {
    List<String> scores = models.stream().map(model -> SCORE + model).toList();
    return ListMetrics.of(REQUEST, scores, LABEL, WindowSql.METRICS).bySegments(SEGMENTS);
  }

  private static Map<String, Double> values(
      Dataset<Row> rows, ScoreLog.Layout layout, ListMetrics what) {
    Map<String, Double> values = new TreeMap<>();
    for (ListMetrics.Value value : ListMetricsEngine.compute(rows, of(layout), what)) {
      String model = value.model().substring(SCORE.length());
      values.put(WindowSql.key(value.metric(), model, value.sliceValue(), null), value.value());
    }
    return values;
  }

  private static Layout of(ScoreLog.Layout layout) {
    return layout == ScoreLog.Layout.TOGETHER ? Layout.TOGETHER : Layout.ANY;
  }
}
