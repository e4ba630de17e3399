package io.rankproof.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SoftLabelsTest {

  @Test
  void anUnclickedRowIsBothRelevantAndNot() {
    List<Row> copies =
        SoftLabels.copies(
                TestSpark.session()
                    .sql(
                        "SELECT * FROM VALUES (1, 1.0D, 9.0D, 2.0D, 0.5D, 0.1D), (2, 0.0D, 9.0D,"
                            + " 2.0D, 0.5D, 0.2D), (3, 0.0D, 9.0D, 1.0D, 1.0D, 0.2D), (4, 0.0D,"
                            + " 9.0D, 1.0D, 1.7D, 0.2D), (5, 0.0D, 9.0D, 1.0D, NULL, 0.2D) AS t(id,"
                            + " label, train_weight, weight, propensity, _relevance)"))
            .orderBy("id", "label")
            .collectAsList();

    assertThat(copies)
        .extracting(row -> row.<Integer>getAs("id"))
        .containsExactly(1, 2, 2, 3, 4, 5);
    assertThat(copies)
        .extracting(row -> row.<Double>getAs("label"))
        .containsExactly(1.0, 0.0, 1.0, 0.0, 0.0, 0.0);
    // 2: relevant with 0.2 x 0.5 / (1 - 0.1), instance weight 2
    double relevant = 0.1 / 0.9;
    assertThat(copies.get(0).<Double>getAs("train_weight")).isEqualTo(2);
    assertThat(copies.get(1).<Double>getAs("train_weight"))
        .isCloseTo(2 * (1 - relevant), within(1e-12));
    assertThat(copies.get(2).<Double>getAs("train_weight")).isCloseTo(2 * relevant, within(1e-12));
    assertThat(copies.subList(3, 6)).allMatch(row -> row.<Double>getAs("train_weight") == 1);
  }
}
