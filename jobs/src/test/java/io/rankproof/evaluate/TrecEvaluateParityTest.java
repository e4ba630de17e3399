package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.evaluate.ScoresFixture.Result;
import io.rankproof.testing.TrecRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * trec_eval's numbers by the evaluate job. A judged document that was never retrieved is a row
 * without a score here, which ranks last: so the measures are those of the 500 documents that each
 * topic retrieved, or fewer.
 */
class TrecEvaluateParityTest {
  @TempDir Path folder;

  @Test
  void sharedMeasuresMatchTrecEval() throws IOException {
    assumeTrue(Files.isDirectory(TrecRun.FOLDER), "skipped: no TREC run at " + TrecRun.FOLDER);
    Map<String, String> names = new TreeMap<>(TrecRun.sharedMeasures());
    names
        .values()
        .removeIf(name -> !name.equals("RR") && !name.matches(".*@([1-9]|[1-9][0-9]|[1-5]00)"));
    Result result =
        new ScoresFixture(folder)
            .evaluate(
                rows(),
                names.values().stream()
                    .distinct()
                    .collect(Collectors.joining("\", \"", "evaluate.metrics=[\"", "\"]")),
                "evaluate.pointwise=[]",
                "evaluate.ties=trec",
                "evaluate.max-missing-scores=1");
    Map<String, Double> published = TrecRun.published();
    names.forEach(
        (trec, ours) ->
            assertThat(result.metric("candidate", ours).<Double>getAs("value"))
                .as(trec)
                .isCloseTo(published.get(trec), within(0.5e-4 + 1e-12)));
    assertThat(names).hasSize(37);
  }

  private static Dataset<Row> rows() {
    return TrecRun.rows()
        .selectExpr(
            "q request", "doc item", "q user", "q cluster", "y label_click", "s score_candidate")
        .withColumn("score_production", expr("score_candidate"))
        .withColumn("randomised", expr("false"))
        .withColumn("weight", expr("1D"))
        .withColumn("propensity", expr("cast(null as double)"));
  }
}
