package io.rankproof.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
  record Shown(int position, long item, long content, long time) {}

  @Provide
  Arbitrary<List<List<Shown>>> requests() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 6);
    return Combinators.combine(small, small, small, small)
        .as((position, item, content, time) -> new Shown(position, item * 64L, content, time))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  /** Against sets and nested loops, several requests one after the other. */
  @Property(tries = 500)
  void judgesAsDefined(@ForAll("requests") List<List<Shown>> requests, @ForAll boolean positions) {
    RequestRules rules = new RequestRules(positions);
    for (List<Shown> request : requests) {
      List<Shown> sorted = new ArrayList<>(request);
      sorted.sort(
          Comparator.comparing((Shown row) -> positions ? row.position : 0)
              .thenComparing(Shown::item)
              .thenComparing(Shown::content));
      List<Shown> kept = new ArrayList<>();
      rules.start();
      for (Shown row : sorted) {
        boolean stays = rules.add(row.item, row.content, row.position, row.time);
        Shown before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
        boolean copy = before != null && before.item == row.item && before.content == row.content;
        assertThat(stays).isEqualTo(!copy);
        if (stays) {
          kept.add(row);
        }
      }
      check(rules, kept, positions);
    }
  }

  private static void check(RequestRules rules, List<Shown> kept, boolean positions) {
    Set<Long> items = new HashSet<>();
    kept.forEach(row -> items.add(row.item));
    String conflict = null;
    if (items.size() < kept.size()) {
      conflict = Reasons.ITEM_CONFLICT;
    } else if (positions && kept.stream().map(Shown::position).distinct().count() < kept.size()) {
      conflict = Reasons.POSITION_CONFLICT;
    }
    assertThat(rules.conflict()).isEqualTo(conflict);
    assertThat(rules.rows()).isEqualTo(kept.size());
    assertThat(rules.first()).isEqualTo(kept.stream().mapToLong(Shown::time).min().orElseThrow());
    assertThat(rules.last()).isEqualTo(kept.stream().mapToLong(Shown::time).max().orElseThrow());
    for (long item : items) {
      Shown first = kept.stream().filter(row -> row.item == item).findFirst().orElseThrow();
      assertThat(rules.rowOf(item)).isEqualTo(kept.indexOf(first));
      assertThat(rules.time(rules.rowOf(item))).isEqualTo(first.time);
    }
    assertThat(rules.rowOf(7)).isEqualTo(-1);
  }

  @Test
  void aGiantRequestAndASmallOneAfterIt() {
    RequestRules rules = new RequestRules(true);
    rules.start();
    for (int i = 0; i < 50_000; i++) {
      assertThat(rules.add(i * 31L, i, i + 1, i)).isTrue();
    }
    assertThat(rules.rowOf(31L * 49_999)).isEqualTo(49_999);
    assertThat(rules.conflict()).isNull();
    rules.start();
    rules.add(31, 1, 1, 5);
    assertThat(rules.rowOf(31)).isZero();
    assertThat(rules.rowOf(62)).isEqualTo(-1);
  }
}
