package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.functions.RankproofFunctions;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluate job and the SQL aggregates give one number, under every policy for ties. */
class SqlAgreementTest {
  private static final List<String> METRICS =
      List.of(
          "nDCG@5",
          "AP@5",
          "RR",
          "R@3",
          "HitRate@2",
          "AUC",
          "DCG@5",
          "P@3",
          "nDCG(label=grade)@5",
          "ERR(label=grade)@5",
          "P(label=grade)@3",
          "MU(label=grade)@3");
  private static final List<String> SUMS = List.of("DCG@5", "P@3", "P(label=grade)@3");
  private static final List<String> MODELS = List.of("candidate", "production");

  @TempDir Path folder;
  private ScoresFixture fixture;
  private Dataset<Row> rows;

  /**
   * 400 requests of about 9 items: coarse scores, some missing; graded labels, negative ones among
   * them, of which one in 50 is not known; propensities, which one request in 19 lacks.
   */
  @BeforeEach
  void fill() {
    RankproofFunctions.register(TestSpark.session());
    fixture = new ScoresFixture(folder.resolve("store"));
    rows =
        TestSpark.session()
            .range(0, 3600, 1, 3)
            .selectExpr("id", "pmod(xxhash64(id), 400) AS n", "pmod(xxhash64(id, 1), 6) AS grade")
            .selectExpr(
                "'test' AS split",
                "concat('q', n) AS request",
                "cast(id AS STRING) AS item",
                "concat('u', n div 3) AS user",
                "concat('u', n div 3) AS cluster",
                "cast(NULL AS TIMESTAMP) AS time",
                "cast(NULL AS INT) AS position",
                "cast(NULL AS STRING) AS policy",
                "cast(NULL AS DOUBLE) AS action_propensity",
                "cast(NULL AS BOOLEAN) AS randomised",
                "1D AS weight",
                "IF(n % 19 = 3, NULL, 1D / (1 + id % 5)) AS propensity",
                "double(grade > 3) AS label_click",
                "IF(pmod(xxhash64(id, 2), 50) = 0, NULL, double(grade - 2)) AS label_grade",
                "'web' AS segment_platform",
                "'fr' AS segment_country",
                "pmod(xxhash64(id, 3), 4) / 4D AS score_candidate",
                "IF(id % 60 = 8, NULL, pmod(xxhash64(id, 4), 5) / 5D) AS score_production");
  }

  @ParameterizedTest
  @CsvSource({
    "expected, packed",
    "expected, plain",
    "hash, packed",
    "hash, plain",
    "trec, plain",
  })
  void valuesOfRequests(String ties, String path) {
    Map<String, Row> sql = new HashMap<>();
    inSql(ties)
        .select("request", "m.*")
        .collectAsList()
        .forEach(row -> sql.put(row.getString(0), row));

    Result result = evaluate(ties, path);

    List<Row> job = result.requestMetrics().collectAsList();
    assertThat(job).hasSize(2 * sql.size()).hasSize(800);
    for (Row request : job) {
      Row metrics = sql.get(request.<String>getAs("request")).getAs(request.<String>getAs("model"));
      for (String metric : METRICS) {
        agree(request, metric, metrics);
      }
    }
    assertThat(job).anyMatch(row -> row.isNullAt(row.fieldIndex("MU[label:grade]@3")));
  }

  private static void agree(Row request, String metric, Row metrics) {
    Double expected = metrics.getAs(metric);
    Double value = request.getAs(RequestPass.column(metric));
    if (expected == null) {
      assertThat(value).as(metric + " of " + request).isNull();
    } else {
      assertThat(value).as(metric + " of " + request).isCloseTo(expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"expected, packed", "hash, packed", "hash, plain", "trec, plain"})
  void meansAndDebiasedSums(String ties, String path) {
    Row sql = means(inSql(ties));

    Result result = evaluate(ties, path);

    for (String model : MODELS) {
      for (String metric : METRICS) {
        agree(result, model, metric, "plain", sql);
      }
      for (String metric : SUMS) {
        agree(result, model, metric, "ips", sql);
        agree(result, model, metric, "snips", sql);
      }
    }
  }

  private static void agree(
      Result result, String model, String metric, String estimator, Row expected) {
    String name = model + " " + metric + " " + estimator;
    double value = result.metric(model, metric, estimator, "all", "all").getAs("value");
    assertThat(value).as(name).isCloseTo(expected.<Double>getAs(name), within(1e-9));
  }

  /** Otherwise one policy would do for all. */
  @Test
  void tiesMatter() {
    Row byHash = means(inSql("hash"));
    assertThat(byHash).isNotEqualTo(means(inSql("trec"))).isNotEqualTo(means(inSql("expected")));
  }

  private Result evaluate(String ties, String path) {
    return fixture.evaluate(
        rows,
        "evaluate.metrics=[\"" + String.join("\", \"", METRICS) + "\"]",
        "evaluate.pointwise=[]",
        "evaluate.max-missing-scores=0.5",
        "evaluate.replicates=100",
        "seed=17",
        "evaluate.ties=" + ties,
        "evaluate.path=" + path);
  }

  private Dataset<Row> inSql(String ties) {
    String options =
        switch (ties) {
          case "hash" -> "'ties=hash,seed=17', item";
          case "trec" -> "'ties=trec', item";
          default -> "'', NULL";
        };
    String call =
        "ranking_metrics(struct(score_candidate AS candidate, score_production AS production),"
            + " struct(label_click AS click, label_grade AS grade), '"
            + String.join(",", METRICS)
            + "', "
            + options
            // Without a propensity the sums are left out below.
            + ", coalesce(propensity, 1))";
    return rows.groupBy("request")
        .agg(
            expr(call).as("m"),
            expr("count(propensity) = count(*) AND count(label_grade) = count(*)")
                .as("debiasable"));
  }

  private static Row means(Dataset<Row> requests) {
    List<Column> means =
        MODELS.stream()
            .flatMap(
                model ->
                    Stream.concat(
                        METRICS.stream().map(metric -> plain(model, metric)),
                        SUMS.stream()
                            .flatMap(
                                metric -> Stream.of(ips(model, metric), snips(model, metric)))))
            .toList();
    return requests.agg(means.get(0), means.subList(1, means.size()).toArray(Column[]::new)).head();
  }

  private static Column of(String model, String field) {
    return col("m." + model + ".`" + field + "`");
  }

  private static Column plain(String model, String metric) {
    return avg(of(model, metric)).as(model + " " + metric + " plain");
  }

  private static Column ips(String model, String metric) {
    return avg(debiasable(model, metric + "_ips_sum")).as(model + " " + metric + " ips");
  }

  private static Column snips(String model, String metric) {
    return sum(debiasable(model, metric + "_ips_sum"))
        .divide(sum(debiasable(model, metric + "_ips_gain")))
        .as(model + " " + metric + " snips");
  }

  private static Column debiasable(String model, String field) {
    return when(col("debiasable"), of(model, field));
  }
}
