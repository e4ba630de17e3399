package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** trec_eval's numbers by SQL alone: textual document ids, judged documents never retrieved. */
class TrecSqlParityTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("rankproof.data", "absent")).resolve("trec-binary");

  @Test
  void sqlFunctionsMatchTrecEval() {
    assumeTrue(Files.isDirectory(FOLDER), "skipped: no TREC run at " + FOLDER);
    SparkSession spark = TestSpark.session();
    words("results.test")
        .selectExpr("w[0] q", "w[2] doc", "double(w[4]) s")
        .createOrReplaceTempView("trec_run");
    words("qrels.test")
        .selectExpr("w[0] q", "w[2] doc", "int(w[3]) y")
        .createOrReplaceTempView("trec_judged");
    Row means =
        spark
            .sql(
                """
                SELECT avg(n), avg(p), avg(r), avg(m.`AP(denominator=R)`)
                FROM (
                  SELECT ndcg_at_k(s, y, 10, 'OPTIONS,gain=linear', doc) n,
                         precision_at_k(s, y, 10, 'OPTIONS', doc) p,
                         recall_at_k(s, y, 100, 'OPTIONS', doc) r,
                         ranking_metrics(s, y, 'AP(denominator=R)', 'OPTIONS', doc) m
                  FROM (
                    SELECT q, doc, s, coalesce(y, 0) y
                    FROM trec_run FULL OUTER JOIN trec_judged USING (q, doc))
                  GROUP BY q)
                """
                    .replace("OPTIONS", "ties=trec,null_score=unretrieved"))
            .first();
    double[] published = {0.3016, 0.3000, 0.4980, 0.1785};
    for (int i = 0; i < published.length; i++) {
      assertThat(means.getDouble(i)).isCloseTo(published[i], within(0.5e-4 + 1e-12));
    }
  }

  private static Dataset<Row> words(String file) {
    return TestSpark.session()
        .read()
        .text(FOLDER.resolve(file).toString())
        .selectExpr("split(trim(value), '\\\\s+') AS w");
  }
}
