package io.rankproof.kernel.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.rankproof.kernel.bootstrap.PoissonWeights;
import io.rankproof.kernel.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlateSumsTest {
  private static final int DEPTH = 3;

  /** A request of a cluster: by position the ratio, the reward, Q and V. */
  private record Request(int cluster, double[][] rows) {}

  private static List<Request> random(long seed, int clusters) {
    Random random = new Random(seed);
    List<Request> requests = new ArrayList<>();
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int n = random.nextInt(3); n >= 0; n--) {
        double[][] rows = new double[1 + random.nextInt(4)][];
        for (int k = 0; k < rows.length; k++) {
          rows[k] =
              new double[] {
                random.nextInt(4) == 0 ? 0 : 2 * random.nextDouble(),
                random.nextInt(2),
                random.nextDouble(),
                random.nextDouble()
              };
        }
        requests.add(new Request(cluster, rows));
      }
    }
    return requests;
  }

  private static SlateSums sums() {
    return new SlateSums(SlateShape.all(DEPTH, true));
  }

  private static void add(SlateSink sums, List<Request> requests, int from, int to) {
    for (int cluster = from; cluster < to; cluster++) {
      for (Request request : requests) {
        if (request.cluster() == cluster) {
          list(sums, request.rows());
        }
      }
      sums.endCluster(cluster);
    }
  }

  /** A request; by position the ratio, the reward, Q and V. */
  private static void list(SlateSink sums, double[]... rows) {
    double product = 1;
    sums.beginRequest(1);
    for (double[] row : rows) {
      double above = product;
      product *= row[0];
      sums.add(1, row[1], row[0], product, above, row[2], row[3]);
    }
  }

  private static double plain(SlateEstimator estimator, List<Request> requests, double[] weights) {
    double total = 0;
    double n = 0;
    for (Request request : requests) {
      n += weights[request.cluster()];
    }
    for (int k = 0; k < DEPTH; k++) {
      double having = 0;
      double above = 0;
      double gains = 0;
      double mean = 0;
      double expected = 0;
      double meanAbove = 0;
      for (Request request : requests) {
        double g = weights[request.cluster()];
        double before = 1;
        for (int j = 0; j < k && j < request.rows().length; j++) {
          before *= request.rows()[j][0];
        }
        above += request.rows().length >= k ? g : 0;
        meanAbove += request.rows().length >= k ? g * before : 0;
        if (request.rows().length > k) {
          double[] row = request.rows()[k];
          double w = estimator.isCascade() ? before * row[0] : row[0];
          having += g;
          mean += g * w;
          gains += g * w * (row[1] - (estimator.needsPredictions() ? row[2] : 0));
          expected += g * before * row[3];
        }
      }
      if (having > 0) {
        total += estimator.isNormalised() ? gains / (mean / having) / n : gains / n;
        if (estimator.needsPredictions()) {
          total += estimator.isNormalised() ? expected / (meanAbove / above) / n : expected / n;
        }
      }
    }
    return total;
  }

  private static double standardError(int clusters, ToDoubleFunction<double[]> statistic) {
    double step = 1e-5;
    double squares = 0;
    for (int g = 0; g < clusters; g++) {
      double[] weights = new double[clusters];
      java.util.Arrays.fill(weights, 1);
      weights[g] = 1 + step;
      double more = statistic.applyAsDouble(weights);
      weights[g] = 1 - step;
      double influence = (more - statistic.applyAsDouble(weights)) / (2 * step);
      squares += influence * influence;
    }
    return Math.sqrt(squares * clusters / (clusters - 1.0));
  }

  @Property(tries = 60)
  void everyEstimatorIsItsFormulaWithTheErrorOfItsInfluences(@ForAll long seed) {
    int clusters = 25;
    List<Request> requests = random(seed, clusters);
    SlateSums sums = sums();
    add(sums, requests, 0, clusters);
    double[] ones = new double[clusters];
    java.util.Arrays.fill(ones, 1);
    for (SlateEstimator estimator : SlateEstimator.values()) {
      Estimate found = sums.value(estimator);
      double plain = plain(estimator, requests, ones);
      if (Double.isNaN(plain)) {
        assertThat(found.value()).isNaN();
        continue;
      }
      assertThat(found.value()).as("%s", estimator).isCloseTo(plain, offset(1e-10));
      assertThat(found.standardError())
          .as("%s", estimator)
          .isCloseTo(
              standardError(clusters, w -> plain(estimator, requests, w)),
              offset(1e-6 * (1 + found.standardError())));
    }
  }

  @Property(tries = 20)
  void partsInAnyOrderGiveTheSameBytes(@ForAll long seed) {
    List<Request> requests = random(seed, 12);
    SlateSums all = sums();
    add(all, requests, 0, 12);
    SlateSums first = sums();
    add(first, requests, 0, 5);
    SlateSums second = sums();
    add(second, requests, 5, 12);
    SlateSums merged = SlateSums.fromBytes(second.toBytes());
    merged.merge(SlateSums.fromBytes(first.toBytes()));
    assertThat(merged.toBytes()).isEqualTo(all.toBytes());
  }

  @Property(tries = 40)
  void replicatesAreTheEstimatorsOfReweightedClusters(@ForAll long seed) {
    List<Request> requests = random(seed, 12);
    SlateSums sums = sums();
    add(sums, requests, 0, 12);
    SlateReplicates replicates = new SlateReplicates(sums, 5, 16);
    add(replicates, requests, 0, 12);
    replicates.requireExact();
    PoissonWeights poisson = new PoissonWeights(5);
    for (SlateEstimator estimator : SlateEstimator.values()) {
      double[] found = replicates.of(estimator);
      for (int b = 0; b < found.length; b++) {
        double[] weights = new double[12];
        for (int g = 0; g < 12; g++) {
          weights[g] = poisson.weight(g, b);
        }
        same(found[b], plain(estimator, requests, weights), estimator);
      }
    }
  }

  @Property(tries = 40)
  void withEveryWeightOneAReplicateIsTheValue(@ForAll long seed) {
    List<Request> requests = random(seed, 20);
    for (SlateShape shape :
        List.of(
            SlateShape.all(DEPTH, true),
            SlateShape.all(2, false),
            new SlateShape(DEPTH, true, false, false),
            new SlateShape(20, false, true, true))) {
      SlateSums sums = new SlateSums(shape);
      add(sums, requests, 0, 20);
      SlateReplicates replicates = new SlateReplicates(sums, 5, 4);
      add(replicates, requests, 0, 20);
      for (SlateEstimator estimator : SlateEstimator.values()) {
        if (shape.has(estimator)) {
          same(replicates.plain(estimator), sums.value(estimator).value(), estimator);
        }
      }
    }
  }

  private static void same(double found, double expected, SlateEstimator estimator) {
    if (Double.isNaN(expected)) {
      assertThat(found).as("%s", estimator).isNaN();
    } else {
      assertThat(found).as("%s", estimator).isCloseTo(expected, offset(1e-10));
    }
  }

  @Property(tries = 20)
  void partsOfReplicatesInAnyOrderGiveTheSameBytes(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 12) int cut) {
    List<Request> requests = random(seed, 12);
    SlateSums sums = sums();
    add(sums, requests, 0, 12);
    SlateReplicates all = new SlateReplicates(sums, 5, 8);
    add(all, requests, 0, 12);
    SlateReplicates first = new SlateReplicates(sums, 5, 8);
    add(first, requests, 0, cut);
    SlateReplicates second = new SlateReplicates(sums, 5, 8);
    add(second, requests, cut, 12);
    assertThat(ClusterReplicates.merged(second.toBytes(), first.toBytes()))
        .isEqualTo(all.toBytes());
  }

  @Test
  void aClusterThatTheSumsLeaveOutIsInNoReplicate() {
    double[] usual = {1, 1, 0, 0};
    double[] huge = {1, 1e12, 0, 0};
    SlateSums sums = sums();
    list(sums, usual);
    sums.endCluster();
    list(sums, huge);
    sums.endCluster();
    assertThat(sums.beyond(SlateEstimator.IIPS)).isEqualTo(1);
    SlateReplicates replicates = new SlateReplicates(sums, 5, 8);
    list(replicates, usual);
    replicates.endCluster(1);
    list(replicates, huge);
    replicates.endCluster(2);
    replicates.requireExact();
    assertThat(replicates.plain(SlateEstimator.IIPS)).isEqualTo(1);
  }

  /** A list of a logger that has no share of the weight is divided by 0. */
  @Test
  void aRowWithoutInstanceWeightAddsNothingWhateverItsWeights() {
    SlateSums sums = sums();
    list(sums, new double[] {2, 1, 0, 0});
    sums.endCluster();
    sums.beginRequest(0);
    sums.add(0, 1, Double.POSITIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, 1, 1);
    sums.add(0, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, 1, 1);
    sums.endCluster();
    for (SlateEstimator estimator : SlateEstimator.values()) {
      assertThat(sums.beyond(estimator)).as("%s", estimator).isZero();
    }
    assertThat(sums.value(SlateEstimator.IIPS).value()).isEqualTo(2);
    assertThat(sums.value(SlateEstimator.RIPS).value()).isEqualTo(2);
    assertThat(sums.value(SlateEstimator.CASCADE_DR).value()).isEqualTo(2);
    SlateReplicates replicates = new SlateReplicates(sums, 5, 8);
    replicates.beginRequest(0);
    replicates.add(0, 1, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN, 1, 1);
    replicates.endCluster(2);
    replicates.requireExact();
  }

  @Test
  void requestsLeftOutAreCountedOverParts() {
    SlateSums sums = sums();
    sums.leaveOut();
    list(sums, new double[] {2, 1, 0, 0});
    sums.endCluster();
    SlateSums other = sums();
    other.leaveOut();
    other.leaveOut();
    other.endCluster();
    other.merge(SlateSums.fromBytes(sums.toBytes()));
    assertThat(other.leftOut()).isEqualTo(3);
    assertThat(other.requests()).isEqualTo(1);
    assertThat(other.clusters()).isEqualTo(1);
    assertThat(other.value(SlateEstimator.IIPS).value()).isEqualTo(2);
  }

  @Test
  void aProductTooLargeIsNoMatterOfRatios() {
    SlateSums sums = sums();
    list(sums, new double[] {1e4, 1, 0, 0}, new double[] {1e4, 1, 0, 0});
    sums.endCluster();
    assertThat(sums.beyond(SlateEstimator.RIPS)).isEqualTo(1);
    assertThat(sums.beyond(SlateEstimator.IIPS)).isZero();
    assertThat(sums.value(SlateEstimator.IIPS).value()).isEqualTo(2e4);
  }

  @Test
  void whatWasNotAskedForHasNoValue() {
    SlateSums ratios = new SlateSums(new SlateShape(DEPTH, true, false, false));
    assertThatThrownBy(() -> ratios.value(SlateEstimator.RIPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rips needs weights that were not asked for");
    assertThatThrownBy(
            () -> new SlateSums(SlateShape.all(DEPTH, false)).value(SlateEstimator.CASCADE_DR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("predictions");
    assertThatThrownBy(() -> SlateShape.all(21, false)).hasMessageContaining("from 1 to 20");
  }

  /**
   * With rewards predicted place by place, Q_k = q_k + V_(k+1): all V but that of the whole list
   * are taken away again where they are added, so any number does in their place.
   */
  @Property(tries = 20)
  void whatIsExpectedBelowTheFirstPlaceCancels(@ForAll long seed) {
    Random random = new Random(seed);
    SlateSums sums = sums();
    SlateSums others = sums();
    for (int request = 0; request < 40; request++) {
      int rows = 1 + random.nextInt(4);
      double first = random.nextDouble();
      double[] below = random.doubles(rows + 1).toArray();
      double[] otherBelow = random.doubles(rows + 1).toArray();
      double[][] list = new double[rows][];
      double[][] otherList = new double[rows][];
      for (int k = 0; k < rows; k++) {
        double ratio = 2 * random.nextDouble();
        double reward = random.nextInt(2);
        double q = random.nextDouble();
        boolean last = k == rows - 1 || k == DEPTH - 1;
        list[k] =
            new double[] {ratio, reward, q + (last ? 0 : below[k + 1]), k == 0 ? first : below[k]};
        otherList[k] =
            new double[] {
              ratio, reward, q + (last ? 0 : otherBelow[k + 1]), k == 0 ? first : otherBelow[k]
            };
      }
      list(sums, list);
      list(others, otherList);
      if (request % 2 == 0) {
        sums.endCluster();
        others.endCluster();
      }
    }
    for (SlateEstimator estimator :
        List.of(SlateEstimator.CASCADE_DR, SlateEstimator.SN_CASCADE_DR)) {
      Estimate one = sums.value(estimator);
      Estimate other = others.value(estimator);
      assertThat(one.value()).isCloseTo(other.value(), offset(1e-10));
      assertThat(one.standardError()).isCloseTo(other.standardError(), offset(1e-8));
    }
  }

  @Test
  void aListByHand() {
    SlateSums sums = sums();
    list(sums, new double[] {2, 1, 0.5, 0.75}, new double[] {0.5, 1, 0.25, 0.5});
    sums.endCluster();
    list(sums, new double[] {0, 0, 0.5, 0.25}, new double[] {4, 1, 0.25, 0.5});
    sums.endCluster();
    assertThat(sums.value(SlateEstimator.IIPS).value()).isEqualTo((2 + 0.5 + 4) / 2);
    assertThat(sums.value(SlateEstimator.SN_IIPS).value()).isEqualTo(2 / 2.0 + 4.5 / 4.5);
    assertThat(sums.value(SlateEstimator.RIPS).value()).isEqualTo((2 + 1) / 2.0);
    assertThat(sums.value(SlateEstimator.CASCADE_DR).value())
        .isEqualTo((2 * 0.5 + 0.75 + 1 * 0.75 + 2 * 0.5 + 0.25) / 2);
    assertThat(sums.effectiveSize(SlateEstimator.IIPS, 2)).isEqualTo(4.5 * 4.5 / 16.25);
    // products 1 and 0: influences (1 - 0.5) / 2 and (0 - 0.5) / 2
    assertThat(sums.meanWeight(SlateEstimator.RIPS, 2).value()).isEqualTo(0.5);
    assertThat(sums.meanWeight(SlateEstimator.RIPS, 2).standardError())
        .isCloseTo(Math.sqrt(2 * 0.0625 * 2), offset(1e-12));
    assertThat(sums.positions()).isEqualTo(2);
  }
}
