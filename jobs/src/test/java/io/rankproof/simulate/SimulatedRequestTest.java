package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.SimulateConfig;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedRequestTest {

  @Test
  void candidatesAreDistinctAndInBeingEvenInTheSmallestCatalogue() {
    World world =
        world("items=60", "candidates=30", "list-length=10", "item-skew=2.5", "requests=500");
    SimulatedRequest request = new SimulatedRequest(world);
    for (long number = 0; number < 500; number++) {
      request.simulate(number);
      Set<Long> items = new HashSet<>();
      for (int i = 0; i < request.size(); i++) {
        assertThat(items.add(request.item(i))).isTrue();
        assertThat(request.item(i)).isBetween(0L, 59L);
        assertThat(request.created(i)).isLessThanOrEqualTo(request.time());
      }
    }
  }

  @Test
  void positionsAreTheInverseOfTheOrder() {
    SimulatedRequest request = new SimulatedRequest(world());
    request.simulate(5);
    for (Ranker ranker : Ranker.values()) {
      int[] order = request.order(ranker);
      for (int rank = 0; rank < order.length; rank++) {
        assertThat(request.position(ranker, order[rank])).isEqualTo(rank + 1);
        if (rank > 0) {
          assertThat(request.score(ranker, order[rank - 1]))
              .isGreaterThanOrEqualTo(request.score(ranker, order[rank]));
        }
      }
    }
  }

  @Test
  void aRequestDoesNotDependOnTheOneBefore() {
    SimulatedRequest fresh = new SimulatedRequest(world());
    fresh.simulate(7);
    SimulatedRequest used = new SimulatedRequest(world());
    used.simulate(3);
    used.order(Ranker.CANDIDATE);
    used.simulate(7);

    assertThat(used.order(Ranker.CANDIDATE)).isEqualTo(fresh.order(Ranker.CANDIDATE));
    assertThat(used.relevance(4)).isEqualTo(fresh.relevance(4));
  }

  @Test
  void aFewUsersMakeManyRequests() {
    World world = world("users=1000", "user-skew=0.9", "requests=50000");
    int[] requests = new int[1000];
    for (long number = 0; number < 50_000; number++) {
      requests[(int) world.users().of(number)]++;
    }

    int top = 0;
    for (int user = 0; user < 10; user++) {
      top += requests[user];
    }
    // Integral of x^-0.9 over [1, 11) by that over [1, 1001).
    double expected = (Math.pow(11, 0.1) - 1) / (Math.pow(1001, 0.1) - 1);
    assertThat(top / 50_000.0).isCloseTo(expected, within(5 * Math.sqrt(0.25 / 50_000)));
  }

  private static World world(String... settings) {
    SimulateConfig config = Settings.of(settings);
    return new World(config, Settings.SEED);
  }
}
