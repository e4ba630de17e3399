package io.rankproof.kernel.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoissonWeightsTest {
  @Property
  void fillingGivesTheSingleWeights(
      @ForAll long seed,
      @ForAll long cluster,
      @ForAll @IntRange(min = 0, max = 50) int block,
      @ForAll @IntRange(min = 1, max = 30) int length) {
    PoissonWeights weights = new PoissonWeights(seed);
    double[] filled = new double[32];
    weights.fill(cluster, 4 * block, length, filled);
    for (int i = 0; i < length; i++) {
      assertThat(filled[i]).isEqualTo(weights.weight(cluster, 4 * block + i));
    }
  }

  @Test
  void theyFollowThePoissonDistribution() {
    PoissonWeights weights = new PoissonWeights(42);
    int clusters = 2000;
    int replicates = 1000;
    long[] counts = new long[PoissonWeights.MAX_WEIGHT + 1];
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int b = 0; b < replicates; b++) {
        counts[weights.weight(cluster, b)]++;
      }
    }
    double n = (double) clusters * replicates;
    double probability = Math.exp(-1);
    for (int k = 0; k <= 5; k++) {
      assertThat(counts[k] / n).isCloseTo(probability, offset(5 * Math.sqrt(probability / n)));
      probability /= k + 1;
    }
  }

  @Test
  void replicatesClustersAndSeedsAreUncorrelated() {
    PoissonWeights weights = new PoissonWeights(7);
    PoissonWeights others = new PoissonWeights(8);
    double sameCluster = 0;
    double sameReplicate = 0;
    double sameBoth = 0;
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      int own = weights.weight(i, 5) - 1;
      sameCluster += own * (weights.weight(i, 6) - 1);
      sameReplicate += own * (weights.weight(i + 1L, 5) - 1);
      sameBoth += own * (others.weight(i, 5) - 1);
    }
    double fourErrors = 4 / Math.sqrt(n);
    assertThat(sameCluster / n).isCloseTo(0, offset(fourErrors));
    assertThat(sameReplicate / n).isCloseTo(0, offset(fourErrors));
    assertThat(sameBoth / n).isCloseTo(0, offset(fourErrors));
  }

  @Test
  void theyAreFixedForever() {
    PoissonWeights weights = new PoissonWeights(1);
    StringBuilder digits = new StringBuilder();
    for (int b = 0; b < 24; b++) {
      digits.append(weights.weight(123456789L, b));
    }
    assertThat(digits).hasToString("112200210100111020111112");
  }

  @Test
  void theTableHasMeanAndVarianceOne() {
    long[] moments = new long[3];
    for (int value = 0; value < 1 << 16; value++) {
      int weight = PoissonWeights.TABLE[value];
      moments[0]++;
      moments[1] += weight;
      moments[2] += (long) weight * weight;
    }
    assertThat(moments).containsExactly(65536, 65536, 2 * 65536);
  }
}
