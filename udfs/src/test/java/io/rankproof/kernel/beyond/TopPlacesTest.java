package io.rankproof.kernel.beyond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against the mean over every order of the tied rows, taken in the plainest way. */
class TopPlacesTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  /** A row; its vector is the unit vector at this angle, in degrees. */
  record Item(int row, double score, long key, int category, Integer angle) {
    static Item of(double score, long key, int category, Integer angle) {
      return new Item(0, score, key, category, angle);
    }

    Item at(int place) {
      return new Item(place, score, key, category, angle);
    }

    boolean before(Item other) {
      return score > other.score || (score == other.score && key < other.key);
    }
  }

  @Provide
  Arbitrary<List<Item>> items() {
    return Combinators.combine(
            Arbitraries.of(Double.NEGATIVE_INFINITY, 1.0, 2.0, 2.0, 3.0),
            Arbitraries.longs().between(0, 1),
            Arbitraries.integers().between(-1, 2),
            Arbitraries.of(0, 30, 90, 180, 250).injectNull(0.2))
        .as(Item::of)
        .list()
        .ofMaxSize(6)
        .map(items -> IntStream.range(0, items.size()).mapToObj(i -> items.get(i).at(i)).toList());
  }

  @Property(tries = 400)
  void chancesAreSharesOfAllOrders(
      @ForAll("items") List<Item> items, @ForAll @IntRange(min = 1, max = 4) int k) {
    TopPlaces top = top(items, k);
    List<List<Item>> orders = orders(items);
    for (int row = 0; row < items.size(); row++) {
      Item item = items.get(row);
      double share = mean(orders, order -> head(order, k).contains(item) ? 1 : 0);
      assertThat(top.chance(row)).isCloseTo(share, CLOSE);
    }
    double filled = IntStream.range(0, items.size()).mapToDouble(top::chance).sum();
    assertThat(filled).isCloseTo(Math.min(k, items.size()), CLOSE);
    assertThat(top.filled()).isEqualTo(Math.min(k, items.size()));
  }

  @Property(tries = 400)
  void diversityIsTheExpectedShareOfPairs(
      @ForAll("items") List<Item> items, @ForAll @IntRange(min = 1, max = 4) int k) {
    TopPlaces top = top(items, k);
    int n = items.size();
    long[] categories = items.stream().mapToLong(Item::category).toArray();
    boolean[] known = new boolean[n];
    boolean[] hasVector = new boolean[n];
    double[] units = new double[2 * n];
    for (int row = 0; row < n; row++) {
      Item item = items.get(row);
      known[row] = item.category >= 0;
      hasVector[row] = item.angle != null;
      units[2 * row] = item.angle == null ? 9 : Math.cos(Math.toRadians(item.angle));
      units[2 * row + 1] = item.angle == null ? 9 : Math.sin(Math.toRadians(item.angle));
    }
    ListDiversity diversity = new ListDiversity();
    check(
        diversity.byCategory(top, categories, known, n),
        orders(items),
        k,
        (a, b) -> a.category < 0 || b.category < 0 ? Double.NaN : a.category == b.category ? 0 : 1);
    check(
        diversity.byVector(top, units, 2, hasVector, n),
        orders(items),
        k,
        (a, b) ->
            a.angle == null || b.angle == null
                ? Double.NaN
                : 1 - Math.cos(Math.toRadians(a.angle - b.angle)));
  }

  private interface Distance {
    /** NaN: no pair. */
    double between(Item a, Item b);
  }

  private static void check(double value, List<List<Item>> orders, int k, Distance distance) {
    double pairs =
        mean(orders, order -> sum(head(order, k), (a, b) -> 0 * distance.between(a, b) + 1));
    double apart = mean(orders, order -> sum(head(order, k), distance));
    if (pairs == 0) {
      assertThat(value).isNaN();
    } else {
      assertThat(value).isCloseTo(apart / pairs, CLOSE);
    }
  }

  private static double sum(List<Item> list, Distance distance) {
    double sum = 0;
    for (int i = 0; i < list.size(); i++) {
      for (int j = 0; j < i; j++) {
        double apart = distance.between(list.get(i), list.get(j));
        sum += Double.isNaN(apart) ? 0 : apart;
      }
    }
    return sum;
  }

  private static double mean(List<List<Item>> orders, ToDoubleFunction<List<Item>> value) {
    return orders.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static List<Item> head(List<Item> order, int k) {
    return order.subList(0, Math.min(k, order.size()));
  }

  private static TopPlaces top(List<Item> items, int k) {
    TopPlaces top = new TopPlaces(k);
    top.find(
        items.stream().mapToDouble(Item::score).toArray(),
        items.stream().mapToLong(Item::key).toArray(),
        items.size());
    return top;
  }

  private static List<List<Item>> orders(List<Item> items) {
    List<List<Item>> orders = new ArrayList<>();
    permute(new ArrayList<>(), items, orders);
    return orders;
  }

  private static void permute(List<Item> head, List<Item> rest, List<List<Item>> orders) {
    if (rest.isEmpty()) {
      orders.add(List.copyOf(head));
    }
    for (int i = 0; i < rest.size(); i++) {
      Item next = rest.get(i);
      if (rest.stream().noneMatch(other -> other.before(next))) {
        List<Item> others = new ArrayList<>(rest);
        others.remove(i);
        head.add(next);
        permute(head, others, orders);
        head.remove(head.size() - 1);
      }
    }
  }

  @Test
  void aConstantScoreShowsAllAlike() {
    TopPlaces top = new TopPlaces(10);
    top.find(new double[40], new long[40], 40);
    assertThat(top.chance(17)).isEqualTo(0.25);
    assertThat(top.borderPairChance()).isCloseTo(10.0 * 9 / (40 * 39), CLOSE);
  }

  @Test
  void aTopNeedsAPlace() {
    assertThatThrownBy(() -> new TopPlaces(0)).hasMessageContaining("at least 1");
  }
}
