package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinEdgesTest {
  private static List<String> texts(BinEdges edges) {
    return IntStream.rangeClosed(0, edges.edges().size()).mapToObj(edges::text).toList();
  }

  @Test
  void fiveDigitsAreEnoughForMostEdges() {
    assertThat(texts(BinEdges.shown(0, 10.5, 123456.789)))
        .containsExactly("below 10.5", "10.5 to below 123450", "123450 and above");
    assertThat(texts(BinEdges.shown(-3, -1.0 / 3)))
        .containsExactly("below -0.33334", "-0.33334 and above");
    assertThat(texts(BinEdges.shown(0))).containsExactly("any");
  }

  /** Seconds since 1970 within a week of 2023: five digits are more than a day apart. */
  @Test
  void edgesOfAWeekInSecondsStayApart() {
    double monday = 1_700_000_000;
    BinEdges edges = BinEdges.shown(monday, monday + 151_234, monday + 302_345, monday + 453_456);

    assertThat(texts(edges))
        .containsExactly(
            "below 1700150000",
            "1700150000 to below 1700300000",
            "1700300000 to below 1700450000",
            "1700450000 and above");
  }

  /** Rounded to five digits the only edge would lie below all values. */
  @Test
  void anOnlyEdgeStaysAmongTheValues() {
    assertThat(texts(BinEdges.shown(1_700_012_345, 1_700_012_346)))
        .containsExactly("below 1700012346", "1700012346 and above");
  }

  /** Rounded up, an edge would lose its own rows to the bin below. */
  @Test
  void anEdgeIsNeverRoundedUp() {
    assertThat(texts(BinEdges.shown(1, 2.00006))).containsExactly("below 2", "2 and above");
    assertThat(texts(BinEdges.shown(-9, -2.00004))).first().isEqualTo("below -2.0001");
  }

  @Test
  void neighbouringDoublesStayApart() {
    double next = Math.nextUp(0.1);
    BinEdges edges = BinEdges.shown(0.1, next, Math.nextUp(next));

    assertThat(edges.edges())
        .extracting(Number::doubleValue)
        .containsExactly(next, Math.nextUp(next));
  }
}
