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

  /** A request: its user, whether it is in slice 0, and the terms of a level and a gain. */
  private record Request(int user, boolean inside, double[] terms) {}

  private static List<List<Request>> log(long seed) {
    Random random = new Random(seed);
    List<List<Request>> users = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      List<Request> own = new ArrayList<>();
      double mood = random.nextDouble();
      for (int i = 0; i <= random.nextInt(6); i++) {
        boolean counts = random.nextInt(5) > 0;
        double value = counts ? mood * random.nextDouble() : 0;
        double gain = counts ? random.nextDouble() - 0.5 : 0;
        double n = counts ? 1 : 0;
        own.add(new Request(user, random.nextInt(3) == 0, new double[] {value, n, gain, n}));
      }
      users.add(own);
    }
    return users;
  }

  private static SliceMoments sums(List<List<Request>> users) {
    SliceMoments sums = new SliceMoments(2, 1, 1);
    for (List<Request> user : users) {
      for (Request request : user) {
        sums.addToAll(request.terms);
        if (request.inside) {
          sums.add(0, request.terms);
        }
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
    double squares = 0;
    for (int user = 0; user < USERS; user++) {
      double influence =
          (inside[0][user] - r * inside[1][user]) / sum(inside[1])
              - (outside[0][user] - q * outside[1][user]) / sum(outside[1]);
      squares += influence * influence;
    }
    long clusters = Math.min(users(inside), users(outside));

    Estimate contrast = sums.contrast(0, 0);
    assertThat(contrast.value()).isCloseTo(r - q, within(1e-12));
    assertThat(contrast.clusters()).isEqualTo(clusters);
    assertThat(contrast.standardError())
        .isCloseTo(Math.sqrt(squares * clusters / (clusters - 1)), within(1e-12));
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
        if (request.inside == inside) {
          totals[0][request.user] += request.terms[2 * ratio];
          totals[1][request.user] += request.terms[2 * ratio + 1];
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
}
