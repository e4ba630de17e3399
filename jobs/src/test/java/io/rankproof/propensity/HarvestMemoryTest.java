package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.PropensityConfig.Method;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class HarvestMemoryTest {
  private static ContextSums.Shape shape(int deepest) {
    return new ContextSums.Shape(deepest, 100, 1000);
  }

  @Test
  void statesTakeWhatIsSaidOfThem() {
    int bytes = new KeySums(40, 100, 1000).toBytes().length;
    assertThat((double) KeySums.pairBytes(40)).isBetween(0.95 * bytes, (double) bytes);
  }

  @Test
  void moreThanTheMemoryIsRefusedWithWhatWouldFit() {
    assertThat(shape(50).unaffordable(30)).isEmpty();
    assertThat(shape(50).unaffordable(31).orElseThrow())
        .contains("50 positions in 31 contexts", "propensity.contexts");
    assertThat(shape(600).unaffordable(1).orElseThrow())
        .contains("set propensity.max-position to 272 or less");
    assertThat(shape(272).unaffordable(1)).isEmpty();
    assertThat(shape(273).unaffordable(1)).isPresent();
    assertThat(shape(10_000).unaffordable(0)).isEmpty();
  }

  /** Before a sum is made: the depth is that of the rows, not that of the setting. */
  @Test
  void theDepthOfTheRowsIsWhatCounts() {
    RankproofConfig config =
        ConfigLoader.parse(
            """
            source.tables.log { format = parquet, path = "/nowhere" }
            label.engagements { click { value = clicked } }
            propensity { key = [item], max-position = 10000 }
            """);
    List<PositionCounts> deep =
        IntStream.of(1, 600)
            .mapToObj(k -> new PositionCounts("all", k, 1, 1, 0, 0, 0, 0, 0, 0))
            .toList();
    Dataset<Row> none = TestSpark.session().emptyDataFrame();
    for (Method method : List.of(Method.HARVEST, Method.PIVOT, Method.EM)) {
      assertThatThrownBy(() -> new Estimators(none, deep, config, method))
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll(
              "propensity.method", method.shown(), "600 positions in 1 contexts");
    }
    for (Method method : List.of(Method.GIVEN, Method.RANDOMISED, Method.EM_FEATURES)) {
      Estimators estimators = new Estimators(none, deep, config, method);
      assertThat(estimators.keys()).isEmpty();
      assertThat(estimators.keyless().orElseThrow()).contains("600 positions in 1 contexts");
    }
  }
}
