package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.evaluate.ScoresFixture.Impression;
import io.rankproof.store.Store;
import io.rankproof.store.Table;
import java.nio.file.Path;
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
}
