package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.propensity.UncertainPoints;
import io.rankproof.propensity.UncertainPoints.Point;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnSumsTest {
  private static final double[] BOUNDS = {100, 100};

  /** A request of three rows: the known propensities, point 2, and point 2 again. */
  private static final int[] ROWS = {0, 2, 2};

  private static UncertainPoints points(int contexts, int positions) {
    List<Point> points =
        IntStream.range(0, contexts * positions)
            .mapToObj(i -> new Point(List.of("c" + i / positions), 1 + i % positions))
            .toList();
    return new UncertainPoints(
        List.of("country"),
        positions,
        points,
        Collections.nCopies(contexts, new double[positions][positions]));
  }

  private static DrawnSums.Shape shape(UncertainPoints points, int cohorts, TaskMemory memory) {
    return DrawnSums.Shape.of(points, cohorts, 2, BOUNDS, 1_000, 1_000, 7, memory);
  }

  @Test
  void manyContextsStayWithinTheMemory() {
    DrawnSums.Shape shape = shape(points(200, 20), 2_000, TaskMemory.DEFAULT);
    long columns = 1 + 2 * 3;
    assertThat(shape.cohorts()).isEqualTo((int) ((1 << 20) / (4_001 * columns))).isPositive();
    assertThat(shape.sums().cohorts()).isEqualTo(shape.cohorts() * 4_001);
    assertThat(shape.sums().bootstrapped()).isZero();
    assertThat(shape.sums().mostBytes()).isLessThanOrEqualTo(24L << 20);
    DrawnSums sums = new DrawnSums(shape);
    assertThat(sums.isSummed(shape.cohorts() - 1)).isTrue();
    assertThat(sums.isSummed(shape.cohorts())).isFalse();
    assertThat(sums.hasReplicates()).isFalse();
  }

  @Test
  void withoutMemoryOrErrorNothingIsSummed() {
    TaskMemory little = new TaskMemory(1 << 22, 20, 0, 1 << 21);
    assertThat(shape(points(1, 2), 3, little)).isSameAs(DrawnSums.Shape.NONE);
    assertThat(shape(UncertainPoints.NONE, 3, TaskMemory.DEFAULT)).isSameAs(DrawnSums.Shape.NONE);
    DrawnSums nothing = new DrawnSums(DrawnSums.Shape.NONE);
    assertThat(nothing.isSummed(0)).isFalse();
    assertThat(nothing.isBootstrapped(0)).isFalse();
  }

  @Test
  void sumsAreApartByPointInTheCohortsThatHaveMemory() {
    TaskMemory enough = new TaskMemory(1 << 22, 2 * 3 * 7, 0, 1 << 21);
    DrawnSums sums = new DrawnSums(shape(points(1, 2), 3, enough));
    PointSums request = new PointSums(2, 6);
    for (int n = 1; n <= 2; n++) {
      request.start(ROWS, ROWS.length);
      for (int i = 0; i < request.count(); i++) {
        request.values()[request.point(i) * request.width()] += n + request.point(i);
      }
      sums.add(request, new int[] {1, 2}, 2);
      sums.endCluster(n);
    }
    int column = sums.normaliser(0);
    assertThat(request.count()).isEqualTo(2);
    assertThat(sums.total(1, DrawnSums.REQUESTS)).isEqualTo(2);
    assertThat(sums.total(1, 0, column)).isEqualTo(1 + 2);
    assertThat(sums.total(1, 1, column)).isZero();
    assertThat(sums.total(1, 2, column)).isEqualTo(3 + 4);
    assertThat(sums.total(0, column)).isZero();
    assertThat(sums.isSummed(2)).isFalse();
    assertThat(sums.isBootstrapped(1)).isTrue();
  }
}
