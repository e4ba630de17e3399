package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OpenClusterTest {
  private static final int COHORTS = 9;
  private static final int COLUMNS = 4;
  private static final SumShape SHAPE =
      new SumShape(
          COHORTS, new double[] {9, 9, 9, 9}, 1000, 4, List.of(), List.of(), 0, 0, 0, 0, 1);

  private static Terms terms(double... values) {
    Terms terms = new Terms(SHAPE);
    for (int column = 0; column < values.length; column++) {
      terms.add(column, values[column]);
    }
    return terms;
  }

  private static int[] some(Random random) {
    List<Integer> cohorts = new ArrayList<>(IntStream.range(0, COHORTS).boxed().toList());
    Collections.shuffle(cohorts, random);
    return cohorts.stream().mapToInt(i -> i).limit(1 + random.nextInt(COHORTS)).toArray();
  }

  /** Whatever shares a part, each cohort has its own requests' sums; a cleared one has nothing. */
  @Property(tries = 300)
  void everyCohortHasItsOwnSums(@ForAll long seed, @ForAll @IntRange(max = 12) int requests) {
    Random random = new Random(seed);
    OpenCluster open = new OpenCluster(SHAPE);
    for (int cluster = 0; cluster < 2; cluster++) {
      double[][] expected = new double[COHORTS][];
      for (int request = 0; request < requests; request++) {
        double[] values = random.ints(COLUMNS, 0, 4).asDoubleStream().toArray();
        int[] cohorts = some(random);
        if (random.nextInt(4) == 0) {
          open.add(cohorts[0], terms(values));
          add(expected, cohorts[0], values);
        } else {
          open.add(cohorts, cohorts.length, terms(values));
          IntStream.of(cohorts).forEach(cohort -> add(expected, cohort, values));
        }
      }
      assertThat(found(open)).isEqualTo(expected);
      open.clear();
    }
  }

  private static void add(double[][] sums, int cohort, double[] values) {
    sums[cohort] = sums[cohort] == null ? new double[COLUMNS] : sums[cohort];
    IntStream.range(0, COLUMNS).forEach(column -> sums[cohort][column] += values[column]);
  }

  private static double[][] found(OpenCluster open) {
    double[][] found = new double[COHORTS][];
    for (int i = 0; i < open.parts(); i++) {
      OpenCluster.Part part = open.part(i);
      assertThat(part.count()).isPositive();
      for (int j = 0; j < part.count(); j++) {
        assertThat(found[part.cohorts()[j]]).as("a cohort in two parts").isNull();
        found[part.cohorts()[j]] = part.rounded().clone();
      }
    }
    return found;
  }

  @Test
  void cohortsWithTheSameRequestsShareAPart() {
    OpenCluster open = new OpenCluster(SHAPE);
    open.add(new int[] {0, 3, 5}, 3, terms(1));
    assertThat(open.parts()).isEqualTo(1);
    open.add(new int[] {0, 3, 6}, 3, terms(1));
    assertThat(open.parts()).as("0 and 3; 5; 6").isEqualTo(3);
    open.add(new int[] {0, 3}, 2, terms(1));
    assertThat(open.parts()).isEqualTo(3);
  }
}
