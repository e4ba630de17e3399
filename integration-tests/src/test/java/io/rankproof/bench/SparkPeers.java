package io.rankproof.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** What one writes in Spark SQL, without and with the aggregates of Rankproof. */
final class SparkPeers {
  static final String WINDOWS = "Spark SQL windows";
  static final String COLLECT = "collect_list + UDF";
  static final String AGGREGATE = "ndcg_at_k aggregate";
  private static final String UDF = "benchmark_ndcg";
  private static final int K = 10;

  private final SparkSession spark;

  SparkPeers(SparkSession spark) {
    this.spark = spark;
    UDF1<Seq<Row>, Double> udf = SparkPeers::ndcg;
    spark.udf().register(UDF, udf, DataTypes.DoubleType);
  }

  Contender windows(Dataset<Row> rows) {
    return ndcg(WINDOWS, rows, WindowSql.ndcgByWindows("rows"));
  }

  Contender collectList(Dataset<Row> rows, String request) {
    String sql =
        "SELECT avg(%s(list)) FROM (SELECT collect_list(struct(score_a, label_click)) AS list FROM rows GROUP BY %s)";
    return ndcg(COLLECT, rows, sql.formatted(UDF, request));
  }

  Contender aggregate(Dataset<Row> rows, String request) {
    String sql =
        "SELECT avg(ndcg) FROM (SELECT ndcg_at_k(score_a, label_click, 10) AS ndcg FROM rows GROUP BY %s)";
    return ndcg(AGGREGATE, rows, sql.formatted(request));
  }

  private Contender ndcg(String name, Dataset<Row> rows, String sql) {
    return Contender.of(name, "nDCG@10", () -> query(rows, sql).first().getDouble(0));
  }

  Contender allByWindows(Dataset<Row> rows, List<String> models) {
    String sql = WindowSql.allByWindows("rows", models);
    return new Contender(WINDOWS, () -> values(query(rows, sql).collectAsList(), models));
  }

  private Dataset<Row> query(Dataset<Row> rows, String sql) {
    rows.createOrReplaceTempView("rows");
    return spark.sql(sql);
  }

  private static Map<String, Double> values(List<Row> rows, List<String> models) {
    Map<String, Double> values = new TreeMap<>();
    for (Row row : rows) {
      List<String> keys = WindowSql.keys(models, row.get(0), row.get(1));
      for (int i = 0; i < keys.size(); i++) {
        values.put(keys.get(i), row.getDouble(i + 2));
      }
    }
    return values;
  }

  /** As one writes it: the scores into an array with their labels, a sort, a sum. */
  private static Double ndcg(Seq<Row> list) {
    int n = list.size();
    double[][] rows = new double[n][];
    double[] labels = new double[n];
    for (int i = 0; i < n; i++) {
      Row row = list.apply(i);
      labels[i] = row.getDouble(1);
      rows[i] = new double[] {row.getDouble(0), labels[i]};
    }
    Arrays.sort(rows, (one, other) -> Double.compare(other[0], one[0]));
    Arrays.sort(labels);
    double dcg = 0;
    double ideal = 0;
    for (int i = 0; i < Math.min(K, n); i++) {
      double discount = Math.log(2) / Math.log(i + 2);
      dcg += (Math.pow(2, rows[i][1]) - 1) * discount;
      ideal += (Math.pow(2, labels[n - 1 - i]) - 1) * discount;
    }
    return ideal > 0 ? (Double) (dcg / ideal) : null;
  }
}
