package io.rankproof.kernel.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.slice.SliceSearch.Finding;
import io.rankproof.kernel.slice.SliceSearch.Kind;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the search promises, measured on simulated users: on clean logs the share of runs with any
 * finding stays within the level, a planted slice is found. Seeds were fixed before the first run.
 */
@Tag("slow")
class SliceSearchSimulationTest {
  private static final long SEED = 20_260_301L;
  private static final double LEVEL = 0.05;
  private static final int USERS = 800;
  private static final double LEAST = 200;

  /** Values of each column; the first two are of users, the others of requests. */
  private static final int[] VALUES = {3, 5, 4, 3};

  private static final int COLUMNS = VALUES.length;
  private static final int[][] CONTAINING = containing();

  /** Where a value stands among the slices: single columns first, then pairs. */
  private static int single(int column, int value) {
    int first = 0;
    for (int before = 0; before < column; before++) {
      first += VALUES[before];
    }
    return first + value;
  }

  private static int pair(int column, int value, int other, int otherValue) {
    int first = single(COLUMNS, 0);
    for (int i = 0; i < COLUMNS; i++) {
      for (int j = i + 1; j < COLUMNS; j++) {
        if (i == column && j == other) {
          return first + value * VALUES[j] + otherValue;
        }
        first += VALUES[i] * VALUES[j];
      }
    }
    return first;
  }

  private static int[][] containing() {
    int[][] containing = new int[pair(COLUMNS, 0, COLUMNS, 0)][0];
    for (int i = 0; i < COLUMNS; i++) {
      for (int j = i + 1; j < COLUMNS; j++) {
        for (int cell = 0; cell < VALUES[i] * VALUES[j]; cell++) {
          int a = cell / VALUES[j];
          int b = cell % VALUES[j];
          containing[pair(i, a, j, b)] = new int[] {single(i, a), single(j, b)};
        }
      }
    }
    return containing;
  }

  /**
   * Two models with the same distribution of a skewed metric in [0, 1] whose level differs between
   * users; the first one loses {@code harm} where column 0 has value 0 and column 2 value 1: a
   * ninth of the requests.
   */
  private static List<Finding> search(long seed, double harm) {
    Random random = new Random(seed);
    SliceMoments sums = new SliceMoments(CONTAINING.length, 2, 1);
    int[] values = new int[COLUMNS];
    SliceTerms terms = new SliceTerms(3);
    for (int user = 0; user < USERS; user++) {
      double mood = random.nextGaussian();
      int requests = 1 + (int) Math.min(9, -3 * Math.log(1 - random.nextDouble()));
      for (int i = 0; i < requests; i++) {
        for (int column = 0; column < COLUMNS; column++) {
          if (i == 0 || column >= 2) {
            values[column] = skewed(random, VALUES[column]);
          }
        }
        double difficulty = mood + random.nextGaussian();
        boolean harmed = values[0] == 0 && values[2] == 1;
        fill(
            terms,
            Math.max(0, metric(difficulty, random) - (harmed ? harm : 0)),
            metric(difficulty, random));
        addEverywhere(sums, values, terms);
      }
      sums.endCluster();
    }
    return new SliceSearch(sums, CONTAINING, LEAST).search(3, LEVEL).findings();
  }

  private static int skewed(Random random, int values) {
    return Math.min(values - 1, (int) (values * Math.pow(random.nextDouble(), 1.5)));
  }

  /** Like reciprocal ranks: 1, 1/2, 1/3 ... */
  private static double metric(double difficulty, Random random) {
    return 1 / (1 + Math.floor(Math.exp(0.7 * (difficulty + random.nextGaussian()))));
  }

  private static void fill(SliceTerms terms, double first, double second) {
    terms.put(0, first);
    terms.put(1, second);
    terms.put(2, first - second);
  }

  private static void addEverywhere(SliceMoments sums, int[] values, SliceTerms terms) {
    sums.addToAll(terms);
    for (int i = 0; i < COLUMNS; i++) {
      sums.add(single(i, values[i]), terms);
      for (int j = i + 1; j < COLUMNS; j++) {
        sums.add(pair(i, values[i], j, values[j]), terms);
      }
    }
  }

  @Test
  void cleanLogsHaveAFindingNoMoreOftenThanTheLevel() {
    int runs = 2000;
    long any =
        IntStream.range(0, runs).parallel().filter(run -> !search(SEED + run, 0).isEmpty()).count();
    double error = Math.sqrt(LEVEL * (1 - LEVEL) / runs);
    System.out.printf(
        "clean logs with any finding of the slice finder: %.4f (n = %d, MC SE %.4f)%n",
        any / (double) runs, runs, error);
    assertThat(any / (double) runs).isLessThanOrEqualTo(LEVEL + 3 * error);
  }

  @Test
  void aPlantedPairIsFound() {
    int runs = 200;
    int planted = pair(0, 0, 2, 1);
    long found =
        IntStream.range(0, runs)
            .parallel()
            .filter(run -> isFound(search(SEED + 1_000_000 + run, 0.15), planted))
            .count();
    System.out.printf("planted slice found: %.3f (n = %d)%n", found / (double) runs, runs);
    assertThat(found / (double) runs).isGreaterThan(0.95);
  }

  private static boolean isFound(List<Finding> findings, int planted) {
    return findings.stream().anyMatch(f -> f.slice() == planted && f.kind() == Kind.BASELINE);
  }
}
