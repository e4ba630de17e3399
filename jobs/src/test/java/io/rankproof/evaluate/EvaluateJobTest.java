package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.PointMetric;
import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobTest {
  @TempDir Path folder;

  @Test
  void evaluatesTheTestSetIntoTables() {
    Store store =
        new ScoresFixture(folder)
            .add(Impression.of("a", "1", "ann", 1).scores(0.9, 0.1))
            .add(Impression.of("a", "2", "ann", 0).scores(0.2, 0.4))
            .add(Impression.of("b", "1", "bob", 1).scores(0.3, 0.6))
            .add(Impression.of("b", "2", "bob", 0).scores(0.4, 0.5))
            .addToValidation(Impression.of("z", "1", "zoe", 1).scores(0.1, 0.9))
            .run(
                "evaluate.metrics=[RR, \"RBP(p=0.8)\", \"nDCG(gain=linear)@10\"]",
                "evaluate.pointwise=[ECE]");

    Row ofCandidate =
        store
            .read(Table.METRICS, ScoresFixture.RUN)
            .where("model = 'candidate' AND metric = 'RR'")
            .first();
    assertThat(ofCandidate.<Double>getAs("value")).isEqualTo(0.75);
    assertThat(ofCandidate.<Long>getAs("n_requests")).isEqualTo(2);
    assertThat(store.read(Table.REQUEST_METRICS, ScoresFixture.RUN).count()).isEqualTo(4);
    assertThat(store.read(Table.REQUEST_METRICS, ScoresFixture.RUN).columns())
        .contains("RR", "RBP[p:0_8]", "nDCG[gain:linear]@10");
    assertThat(store.read(Table.COMPARISONS, ScoresFixture.RUN).count()).isEqualTo(7);
    assertThat(store.read(Table.CALIBRATION, ScoresFixture.RUN).count()).isPositive();
  }

  /** Whatever can be asked for goes through the whole job. */
  @Test
  void everyMetricIsWritten() {
    String points =
        PointMetric.titles().stream().map(t -> '"' + t + '"').collect(Collectors.joining(","));
    ScoresFixture fixture = new ScoresFixture(folder);
    for (int i = 0; i < 40; i++) {
      fixture
          .add(Impression.of("r" + i, "1", "u" + i % 9, i % 3 == 0 ? 1 : 0).scores(0.3, 0.01 * i))
          .add(Impression.of("r" + i, "2", "u" + i % 9, i % 4 == 0 ? 1 : 0).scores(0.02 * i, 0.4));
    }
    Store store =
        fixture.run(
            "evaluate.metrics=[\"nDCG@2\",\"DCG@2\",\"AP@2\",RR,\"P@1\",\"R@1\",\"HitRate@1\",RBP,"
                + "\"ERR@2\",AUC,\"MU@1\"]",
            "evaluate.pointwise=[" + points + "]");

    Dataset<Row> metrics = store.read(Table.METRICS, ScoresFixture.RUN);
    List<String> written =
        metrics.select("metric").distinct().as(Encoders.STRING()).collectAsList();
    assertThat(written)
        .containsAll(PointMetric.titles())
        .contains("nDCG@2", "DCG@2", "AP@2", "RR", "P@1", "R@1", "HitRate@1", "RBP(p=0.8)", "ERR@2")
        .contains("AUC", "MU@1", "BestThreshold(fp=1,fn=5)");
  }
}
