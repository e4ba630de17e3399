package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.testing.TestSpark;
import io.rankproof.testing.TrecRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** trec_eval's numbers by SQL alone: textual document ids, judged documents never retrieved. */
class TrecSqlParityTest {
  private static final String OPTIONS = "ties=trec,null_score=unretrieved";

  @BeforeEach
  void open() {
    assumeTrue(Files.isDirectory(TrecRun.FOLDER), "skipped: no TREC run at " + TrecRun.FOLDER);
    TrecRun.rows().createOrReplaceTempView("trec_rows");
  }

  @Test
  void sqlFunctionsMatchTrecEval() {
    Row means =
        TestSpark.session()
            .sql(
                """
                SELECT avg(n), avg(p), avg(r)
                FROM (
                  SELECT ndcg_at_k(s, y, 10, 'OPTIONS,gain=linear', doc) n,
                         precision_at_k(s, y, 10, 'OPTIONS', doc) p,
                         recall_at_k(s, y, 100, 'OPTIONS', doc) r
                  FROM trec_rows GROUP BY q)
                """
                    .replace("OPTIONS", OPTIONS))
            .first();
    double[] published = {0.3016, 0.3000, 0.4980};
    for (int i = 0; i < published.length; i++) {
      assertThat(means.getDouble(i)).isCloseTo(published[i], within(0.5e-4 + 1e-12));
    }
  }

  @Test
  void everySharedMeasureMatchesInOneAggregate() throws IOException {
    Map<String, String> names = TrecRun.sharedMeasures();
    Map<String, Double> published = TrecRun.published();
    List<String> ours = names.values().stream().distinct().toList();
    String means =
        ours.stream().map(name -> "avg(m.`" + name + "`)").collect(Collectors.joining(", "));
    Row row =
        TestSpark.session()
            .sql(
                "SELECT "
                    + means
                    + " FROM (SELECT ranking_metrics(s, y, '"
                    + String.join(", ", ours)
                    + "', '"
                    + OPTIONS
                    + "', doc) m FROM trec_rows GROUP BY q)")
            .first();
    List<String> trec = new ArrayList<>(names.keySet());
    for (String name : trec) {
      assertThat(row.getDouble(ours.indexOf(names.get(name))))
          .as(name)
          .isCloseTo(published.get(name), within(0.5e-4 + 1e-12));
    }
    assertThat(trec).hasSize(45);
  }
}
