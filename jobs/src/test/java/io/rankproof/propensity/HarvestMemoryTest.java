package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.error.ConfigException;
import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.stream.IntStream;
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
    assertThatCode(() -> shape(50).requireAffordable(30)).doesNotThrowAnyException();
    assertThatThrownBy(() -> shape(50).requireAffordable(31))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "propensity.max-position", "50 positions in 31 contexts", "propensity.contexts");
    assertThatThrownBy(() -> shape(600).requireAffordable(1))
        .hasMessageContaining("set it to 272 or less");
    assertThatCode(() -> shape(272).requireAffordable(1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> shape(273).requireAffordable(1)).isInstanceOf(ConfigException.class);
    assertThatCode(() -> shape(10_000).requireAffordable(0)).doesNotThrowAnyException();
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
    assertThatThrownBy(() -> new Estimators(TestSpark.session().emptyDataFrame(), deep, config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("600 positions in 1 contexts");
  }
}
