package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.PropensityConfig;
import io.rankproof.kernel.propensity.LogCurve;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnCurveTest {
  private static final PropensityConfig CONFIG =
      ConfigLoader.parse(
              """
              source.tables.log { format = parquet, path = "/nowhere" }
              label.engagements { click { value = clicked } }
              """)
          .propensity();

  private static final List<PositionCounts> COUNTS =
      IntStream.of(1, 2)
          .mapToObj(k -> new PositionCounts("all", k, 100, 10, 0, 0, 0, 0, 0, 0))
          .toList();

  private static final LogCurve CURVE =
      new LogCurve(
          new double[] {1, 0.5},
          new double[] {0, 0.01},
          new double[] {99, 99},
          new double[][] {{0, 0}, {0, 1e-4}});

  @Test
  void nothingIsWeightedByACurveThatStillMoves() {
    for (boolean settled : new boolean[] {true, false}) {
      DrawnCurve drawn = new DrawnCurve("em-features", COUNTS, CONFIG);
      drawn.add("all", CURVE, CURVE, settled);
      assertThat(drawn.curve().points())
          .hasSize(2)
          .extracting(Propensity::usable)
          .containsOnly(settled);
    }
  }
}
