package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class PositionSumsTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("context STRING, position INT, cluster STRING, click BOOLEAN");
  private static final int CLUSTERS = 20;
  private static final int POSITIONS = 3;

  @Test
  void covariancesAreThoseOfTheClustersInfluences() {
    double[][] shown = new double[CLUSTERS][POSITIONS];
    double[][] clicks = new double[CLUSTERS][POSITIONS];
    List<Row> rows = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < 300; row++) {
      int cluster = random.nextInt(CLUSTERS);
      // Every other cluster never sees position 1.
      int position = cluster % 2 + random.nextInt(POSITIONS - cluster % 2);
      boolean click = random.nextDouble() < 0.6 / (1 + position);
      rows.add(RowFactory.create("all", position + 1, "u" + cluster, click));
      rows.add(RowFactory.create("other", 1, "u" + cluster, click));
      shown[cluster][position]++;
      clicks[cluster][position] += click ? 1 : 0;
    }
    List<PositionSums> sums =
        PositionSums.of(TestSpark.session().createDataFrame(rows, SCHEMA)).subList(0, POSITIONS);
    for (int i = 0; i < POSITIONS; i++) {
      assertThat(sums.get(i).position()).isEqualTo(i + 1);
      assertThat(sums.get(i).n()).isEqualTo(total(shown, i));
      assertThat(sums.get(i).c()).isEqualTo(total(clicks, i));
      for (int j = 0; j < POSITIONS; j++) {
        double covariance = 0;
        for (int g = 0; g < CLUSTERS; g++) {
          covariance += influence(shown, clicks, g, i) * influence(shown, clicks, g, j);
        }
        assertThat(sums.get(i).covariance(sums.get(j))).isCloseTo(covariance, within(1e-12));
      }
      assertThat(sums.get(i).variance()).isEqualTo(sums.get(i).covariance(sums.get(i)));
    }
    assertThat(sums.stream().mapToLong(PositionSums::first).sum()).isEqualTo(CLUSTERS);
  }

  private static double influence(double[][] shown, double[][] clicks, int cluster, int k) {
    double rate = total(clicks, k) / total(shown, k);
    return (clicks[cluster][k] - rate * shown[cluster][k]) / total(clicks, k);
  }

  private static double total(double[][] counts, int k) {
    double total = 0;
    for (double[] cluster : counts) {
      total += cluster[k];
    }
    return total;
  }
}
