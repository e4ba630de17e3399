package io.rankproof.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.mllib.evaluation.RankingMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.reflect.ClassTag;

/**
 * Spark's own ranking metrics. They take lists of item ids in the order of the score, which a query
 * has to make first; requests without a positive row, which they count as 0, are left out of it.
 */
final class MllibPeers {
  static final String EVALUATOR = "RankingEvaluator";
  static final String FOUR_METRICS = "RankingMetrics, 4 metrics, no segments";
  private static final int K = 10;

  private MllibPeers() {}

  static Contender evaluator(Dataset<Row> rows) {
    return Contender.of(
        EVALUATOR,
        "nDCG@10",
        () ->
            new RankingEvaluator()
                .setMetricName("ndcgAtK")
                .setK(K)
                .setPredictionCol("ranked_a")
                .setLabelCol("relevant")
                .evaluate(lists(rows, List.of("a"))));
  }

  /** Four metrics of each model, each a job over lists made once and kept. */
  static Contender fourMetrics(Dataset<Row> rows, List<String> models) {
    int count = models.size();
    return new Contender(
        FOUR_METRICS,
        () -> {
          JavaRDD<double[][]> kept =
              lists(rows, models)
                  .toJavaRDD()
                  .map(row -> arrays(row, count))
                  .persist(StorageLevel.MEMORY_AND_DISK());
          Map<String, Double> values = new TreeMap<>();
          for (int model = 0; model < models.size(); model++) {
            addMetrics(values, models.get(model), pairs(kept, model));
          }
          kept.unpersist(true);
          return values;
        });
  }

  private static void addMetrics(
      Map<String, Double> values, String model, RankingMetrics<Object> metrics) {
    values.put(WindowSql.key("nDCG@10", model, null, null), metrics.ndcgAt(K));
    values.put(WindowSql.key("AP@10", model, null, null), metrics.meanAveragePrecisionAt(K));
    values.put(WindowSql.key("P@10", model, null, null), metrics.precisionAt(K));
    values.put(WindowSql.key("R@10", model, null, null), metrics.recallAt(K));
  }

  /** Positions, as numbers that name the items of a request, in the order of each model's score. */
  private static Dataset<Row> lists(Dataset<Row> rows, List<String> models) {
    rows.createOrReplaceTempView("rows");
    String ranked =
        models.stream()
            .map(
                model ->
                    ("transform(sort_array(collect_list(struct(score_%1$s, position)), false),"
                            + " x -> CAST(x.position AS double)) AS ranked_%1$s")
                        .formatted(model))
            .collect(Collectors.joining(", "));
    return rows.sparkSession()
        .sql(
            ("SELECT collect_list(CAST(position AS double)) FILTER (WHERE label_click > 0) AS"
                    + " relevant, %s FROM rows GROUP BY request HAVING size(relevant) > 0")
                .formatted(ranked));
  }

  private static RankingMetrics<Object> pairs(JavaRDD<double[][]> lists, int model) {
    JavaRDD<Tuple2<Object, Object>> pairs =
        lists.map(arrays -> new Tuple2<>(arrays[model + 1], arrays[0]));
    @SuppressWarnings({"unchecked", "rawtypes"})
    RankingMetrics<Object> metrics =
        new RankingMetrics<>(pairs.rdd(), (ClassTag) ClassTag.Double());
    return metrics;
  }

  private static double[][] arrays(Row row, int models) {
    double[][] arrays = new double[models + 1][];
    for (int i = 0; i <= models; i++) {
      arrays[i] = row.<Double>getList(i).stream().mapToDouble(Double::doubleValue).toArray();
    }
    return arrays;
  }
}
