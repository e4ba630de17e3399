package io.rankproof.kernel.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.kernel.stats.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceMomentsTest {
  private static final int USERS = 80;

  /** A request: its user, whether it is in slice 0, and the values of a level and a gain. */
  private record Request(int user, boolean inside, double[] values) {
    void addTo(SliceMoments sums) {
      SliceTerms terms = new SliceTerms(values.length);
      for (int ratio = 0; ratio < values.length; ratio++) {
        terms.put(ratio, values[ratio]);
      }
      sums.addToAll(terms);
      if (inside) {
        sums.add(0, terms);
      }
    }
  }

  private static List<List<Request>> log(long seed) {
    Random random = new Random(seed);
    List<List<Request>> users = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      List<Request> own = new ArrayList<>();
      double mood = random.nextDouble();
      int requests = 3 + random.nextInt(8);
      for (int i = 0; i < requests; i++) {
        boolean counts = random.nextInt(5) > 0;
        double value = counts ? mood * random.nextDouble() : Double.NaN;
        double gain = counts ? random.nextDouble() - 0.5 : Double.NaN;
        own.add(new Request(user, random.nextInt(3) == 0, new double[] {value, gain}));
      }
      users.add(own);
    }
    return users;
  }

  private static SliceMoments sums(List<List<Request>> users) {
    SliceMoments sums = new SliceMoments(2, 1, 1);
    for (List<Request> user : users) {
      for (Request request : user) {
        request.addTo(sums);
      }
      sums.endCluster();
    }
    return sums;
  }

  @Test
  void contrastIsThatOfTheInfluencesOfUsersOnBothSides() {
    List<List<Request>> users = log(1);
    SliceMoments sums = sums(users);
    double[][] inside = totals(users, true, 0);
    double[][] outside = totals(users, false, 0);
    double r = ratio(inside);
    double q = ratio(outside);
    long clusters = Math.min(users(inside), users(outside));

    Estimate contrast = sums.contrast(0, 0);
    assertThat(contrast.value()).isCloseTo(r - q, within(1e-12));
    assertThat(contrast.clusters()).isEqualTo(clusters);
    assertThat(contrast.standardError()).isCloseTo(expectedError(users), within(1e-12));
    assertThat(sums.elsewhere(0, 0)).isCloseTo(q, within(1e-12));
  }

  @Test
  void withinASliceItIsTheClusteredRatio() {
    List<List<Request>> users = log(2);
    SliceMoments sums = sums(users);
    double[][] inside = totals(users, true, 1);
    double r = ratio(inside);
    double squares = 0;
    for (int user = 0; user < USERS; user++) {
      squares += Math.pow(inside[0][user] - r * inside[1][user], 2);
    }
    long clusters = users(inside);

    Estimate within = sums.within(0, 1);
    assertThat(within.value()).isCloseTo(r, within(1e-12));
    assertThat(within.standardError())
        .isCloseTo(Math.sqrt(squares * clusters / (clusters - 1)) / sum(inside[1]), within(1e-12));
    assertThat(sums.size(0, 1)).isEqualTo(sum(inside[1]));
    assertThat(sums.requests(0))
        .isEqualTo(users.stream().flatMap(List::stream).filter(Request::inside).count());
  }

  private static double[][] totals(List<List<Request>> users, boolean inside, int ratio) {
    double[][] totals = new double[2][USERS];
    for (List<Request> own : users) {
      for (Request request : own) {
        double value = request.values[ratio];
        if (request.inside == inside && !Double.isNaN(value)) {
          totals[0][request.user] += value;
          totals[1][request.user]++;
        }
      }
    }
    return totals;
  }

  private static double ratio(double[][] totals) {
    return sum(totals[0]) / sum(totals[1]);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static long users(double[][] totals) {
    long users = 0;
    for (double n : totals[1]) {
      users += n > 0 ? 1 : 0;
    }
    return users;
  }

  @Test
  void partsInAnyOrderGiveTheSameBits() {
    List<List<Request>> users = log(3);
    byte[] whole = sums(users).toBytes();
    Collections.shuffle(users, new Random(9));
    SliceMoments first = sums(users.subList(0, 30));
    SliceMoments second = SliceMoments.fromBytes(sums(users.subList(30, USERS)).toBytes());

    assertThat(second.merge(first).toBytes()).isEqualTo(whole);
  }

  @Test
  void requestsOfAUserInAnyOrderGiveTheSameBits() {
    List<List<Request>> users = log(4);
    byte[] expected = sums(users).toBytes();
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      users.forEach(user -> Collections.shuffle(user, random));
      assertThat(sums(users).toBytes()).isEqualTo(expected);
    }
  }

  /** Means of a value that no double holds differ in their last bits, which are no evidence. */
  @Test
  void aConstantHasNoErrorAndIsNoEvidence() {
    Random random = new Random(5);
    for (int draw = 0; draw < 300; draw++) {
      double level = random.nextDouble() * Math.pow(10, random.nextInt(7) - 3);
      SliceMoments sums = sums(constant(log(draw), level, level, 0));
      assertThat(sums.contrast(0, 0).value()).isCloseTo(0, within(1e-12 * level));
      assertThat(sums.contrast(0, 0).lessP(0)).as("%s", level).isNaN();
      assertThat(sums.within(0, 1).lessP(0)).isNaN();
    }
  }

  private static List<List<Request>> constant(
      List<List<Request>> users, double inside, double outside, double gain) {
    return users.stream().map(user -> constants(user, inside, outside, gain)).toList();
  }

  private static List<Request> constants(
      List<Request> user, double inside, double outside, double gain) {
    return user.stream()
        .map(
            request ->
                new Request(
                    request.user,
                    request.inside,
                    new double[] {request.inside ? inside : outside, gain}))
        .toList();
  }

  @Test
  void aConstantDifferenceIsEvidence() {
    Estimate whole = sums(constant(log(6), 0, 1, -1)).contrast(0, 0);
    assertThat(whole.value()).isEqualTo(-1);
    assertThat(whole.standardError()).isZero();
    assertThat(whole.lessP(0)).isZero();

    SliceMoments sums = sums(constant(log(6), 0.1, 0.7, -0.3));
    assertThat(sums.contrast(0, 0).lessP(0)).isLessThan(1e-100);
    assertThat(sums.within(0, 1).lessP(0)).isLessThan(1e-100);
  }

  /** One request of one user is enough of an error to be seen. */
  @Test
  void aSmallErrorIsKnown() {
    List<List<Request>> users = new ArrayList<>(constant(log(7), 0.3, 0.3, -0.1));
    Request first = users.get(0).get(0);
    List<Request> changed = new ArrayList<>(users.get(0));
    changed.set(0, new Request(first.user, true, new double[] {0.3 + 1e-4, -0.1 + 1e-4}));
    users.set(0, changed);

    SliceMoments sums = sums(users);
    assertThat(sums.contrast(0, 0).standardError()).isCloseTo(expectedError(users), within(1e-9));
    assertThat(sums.within(0, 1).lessP(0)).isLessThan(1e-100);
  }

  private static double expectedError(List<List<Request>> users) {
    double[][] inside = totals(users, true, 0);
    double[][] outside = totals(users, false, 0);
    double squares = 0;
    for (int user = 0; user < USERS; user++) {
      squares += Math.pow(influence(inside, user) - influence(outside, user), 2);
    }
    double clusters = Math.min(users(inside), users(outside));
    return Math.sqrt(squares * clusters / (clusters - 1));
  }

  private static double influence(double[][] totals, int user) {
    return (totals[0][user] - ratio(totals) * totals[1][user]) / sum(totals[1]);
  }
}
