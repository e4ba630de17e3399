package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.evaluate.SumShape.ClusterMean;
import io.rankproof.evaluate.SumShape.ColumnPair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CohortSumsTest {
  private static final int COHORTS = 12;
  private static final int REQUESTS = 400;
  private static final double[] BOUNDS = {1000, 1000, 1000, 1000};
  private static final List<ColumnPair> PAIRS =
      List.of(ColumnPair.of(0, 0), ColumnPair.of(1, 2), ColumnPair.of(2, 2));

  private static SumShape shape(List<ClusterMean> means, int bootstrapped) {
    int replicates = bootstrapped > 0 ? 20 : 0;
    return new SumShape(COHORTS, BOUNDS, 1000, 3, means, PAIRS, 2, 2, bootstrapped, replicates, 7);
  }

  /**
   * Sums have the same bits whichever way requests are added: a cluster of one at once, to distinct
   * cohorts together, or to one cohort after the other. Cohorts are drawn so that there are more
   * sets of them than are held, and sets of which only some are bootstrapped.
   */
  @Property(tries = 30)
  void sumsDoNotDependOnTheWayRequestsAreAdded(@ForAll long seed) throws Exception {
    List<ClusterMean> mean = List.of(new ClusterMean(3, 1, 0));
    for (SumShape shape : List.of(shape(List.of(), 0), shape(mean, 0), shape(mean, 5))) {
      CohortSums atOnce = new CohortSums(shape);
      CohortSums together = new CohortSums(shape);
      CohortSums inTurn = new CohortSums(shape);
      Random random = new Random(seed);
      for (int request = 0; request < REQUESTS; request++) {
        Terms terms = new Terms(shape);
        terms.add(0, 1);
        terms.add(1, random.nextInt(3) == 0 ? 0 : random.nextDouble());
        terms.add(2, random.nextInt(2));
        long[] counts = {1, random.nextInt(9)};
        int[] cohorts =
            IntStream.range(0, COHORTS).filter(cohort -> random.nextInt(3) == 0).toArray();
        atOnce.addCluster(request, cohorts, cohorts.length, terms, counts);
        together.add(cohorts, cohorts.length, terms, counts);
        together.endCluster(request);
        addInTurn(inTurn, cohorts, terms, counts);
        inTurn.endCluster(request);
      }
      assertSame(atOnce, inTurn);
      assertSame(together, inTurn);
    }
  }

  private static void addInTurn(CohortSums sums, int[] cohorts, Terms terms, long[] counts) {
    for (int cohort : cohorts) {
      sums.add(cohort, terms);
      for (int i = 0; i < counts.length; i++) {
        sums.counters(cohort)[i] += counts[i];
      }
    }
  }

  @Property(tries = 10)
  void partsMergeToTheWhole(@ForAll long seed) throws Exception {
    SumShape shape = shape(List.of(), 0);
    CohortSums whole = new CohortSums(shape);
    List<CohortSums> parts = List.of(new CohortSums(shape), new CohortSums(shape));
    Random random = new Random(seed);
    for (int request = 0; request < REQUESTS; request++) {
      Terms terms = new Terms(shape);
      terms.add(1, random.nextDouble());
      int[] cohorts = {0, 1 + random.nextInt(5), 6 + random.nextInt(6)};
      whole.addCluster(request, cohorts, 3, terms, new long[] {1, 2});
      parts.get(request % 2).addCluster(request, cohorts, 3, terms, new long[] {1, 2});
    }
    assertSame(sent(parts.get(0)).merge(parts.get(1)), whole);
  }

  private static CohortSums sent(CohortSums sums) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (CohortSums) in.readObject();
    }
  }

  private static void assertSame(CohortSums sums, CohortSums expected) {
    for (int cohort = 0; cohort < COHORTS; cohort++) {
      for (int column = 0; column < BOUNDS.length; column++) {
        assertThat(sums.total(cohort, column)).isEqualTo(expected.total(cohort, column));
        assertThat(sums.clusters(cohort, column)).isEqualTo(expected.clusters(cohort, column));
        if (expected.isBootstrapped(cohort) && expected.isReplicated(column)) {
          assertThat(sums.replicates(cohort, column))
              .isEqualTo(expected.replicates(cohort, column));
        }
      }
      int products = expected.isBootstrapped(cohort) ? 2 : PAIRS.size();
      for (ColumnPair pair : PAIRS.subList(0, products)) {
        assertThat(sums.product(cohort, pair.first(), pair.second()))
            .isEqualTo(expected.product(cohort, pair.first(), pair.second()));
      }
      for (int counter = 0; counter < 2; counter++) {
        assertThat(sums.counter(cohort, counter)).isEqualTo(expected.counter(cohort, counter));
      }
    }
  }
}
