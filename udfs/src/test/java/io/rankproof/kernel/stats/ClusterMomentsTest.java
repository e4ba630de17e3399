package io.rankproof.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClusterMomentsTest {
  private static double[] vector(int cluster) {
    Random random = new Random(cluster);
    double n = 1 + random.nextInt(9);
    return new double[] {
      n * random.nextDouble(), n, n * random.nextDouble(), n + random.nextInt(2)
    };
  }

  @Test
  void aMeanOfSinglesHasItsTextbookError() {
    ClusterMoments moments = new ClusterMoments(2);
    for (double value : new double[] {1, 2, 3, 4, 5}) {
      moments.add(value, 1);
    }
    Estimate mean = moments.ratio(0, 1).estimate();
    assertThat(mean.value()).isEqualTo(3);
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(2.5 / 5), offset(1e-15));
    assertThat(moments.ratio(0, 1).effectiveClusters()).isEqualTo(5);
  }

  @Test
  void aRatioByHand() {
    // s = (1, 3), n = (2, 2): R = 1, residuals -1 and 1, var = 2/1 x 2 / 16
    RatioMoments moments = new RatioMoments(2, 4, 4, 8, 10, 8);
    assertThat(moments.estimate().value()).isEqualTo(1);
    assertThat(moments.estimate().standardError()).isEqualTo(0.5);
  }

  @Test
  void differencesAreThoseOfResiduals() {
    int clusters = 40;
    ClusterMoments moments = new ClusterMoments(4);
    double[] total = new double[4];
    for (int u = 0; u < clusters; u++) {
      moments.add(vector(u));
      for (int i = 0; i < 4; i++) {
        total[i] += vector(u)[i];
      }
    }
    double a = total[0] / total[1];
    double b = total[2] / total[3];
    double squares = 0;
    for (int u = 0; u < clusters; u++) {
      double[] v = vector(u);
      double residual = (v[0] - a * v[1]) / total[1] - (v[2] - b * v[3]) / total[3];
      squares += residual * residual;
    }
    Estimate difference = moments.ratioDifference(0, 1, 2, 3);
    assertThat(difference.value()).isCloseTo(a - b, offset(1e-14));
    assertThat(difference.standardError())
        .isCloseTo(Math.sqrt(squares * clusters / (clusters - 1)), offset(1e-12));
    assertThat(moments.ratioDifference(0, 1, 0, 1).standardError()).isCloseTo(0, offset(1e-8));
  }

  @Test
  void influencesAddUpToAnError() {
    ClusterMoments moments = new ClusterMoments(1);
    moments.add(3e-9);
    moments.add(-4e-9);
    Estimate estimate = moments.influence(0.7, 0);
    assertThat(estimate.value()).isEqualTo(0.7);
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(2) * 5e-9, offset(1e-20));
  }

  @Test
  void oneClusterHasNoError() {
    ClusterMoments moments = new ClusterMoments(2);
    moments.add(1, 2);
    assertThat(moments.ratio(0, 1).estimate().standardError()).isNaN();
    assertThat(new ClusterMoments(2).ratio(0, 1).ratio()).isNaN();
  }

  @Property(tries = 50)
  void mergedPartsAreTheWhole(@ForAll @IntRange(min = 0, max = 30) int cut) {
    ClusterMoments whole = new ClusterMoments(4);
    ClusterMoments low = new ClusterMoments(4);
    ClusterMoments high = new ClusterMoments(4);
    for (int u = 0; u < 30; u++) {
      whole.add(vector(u));
      (u < cut ? low : high).add(vector(u));
    }
    high.merge(ClusterMoments.fromBytes(low.toBytes()));
    assertThat(high.toBytes()).isEqualTo(whole.toBytes());
  }
}
