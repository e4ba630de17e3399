package io.rankproof.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.label.EngagementCounts.Kind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EngagementTalliesTest {
  record Happened(int row, int engagement, long after, double amount) {}

  /** Windows of 10 and without an end. */
  private static EngagementTallies tallies() {
    EngagementTallies tallies = new EngagementTallies(new long[] {10, 0});
    tallies.start(3);
    return tallies;
  }

  @Test
  void countsWhatIsInTimeAndSaysWhatIsNot() {
    EngagementTallies tallies = tallies();
    tallies.add(0, 0, 9, 2.5);
    tallies.add(0, 0, 0, 4);
    tallies.addCopy(0, 0, 0);
    tallies.add(0, 0, 10, 100);
    tallies.add(1, 0, -1, 100);
    tallies.add(2, 1, 1_000_000, Double.NaN);
    tallies.addUntimed(1);

    assertThat(tallies.elapsed(0, 0)).isZero();
    assertThat(tallies.times(0, 0)).isEqualTo(2);
    assertThat(tallies.amount(0, 0)).isEqualTo(6.5);
    assertThat(tallies.elapsed(1, 0)).isEqualTo(EngagementTallies.NEVER);
    assertThat(tallies.elapsed(2, 1)).isEqualTo(1_000_000);
    assertThat(tallies.amount(2, 1)).isZero();
    EngagementCounts counts = tallies.counts();
    assertThat(counts.of(Kind.ATTACHED, 0)).isEqualTo(5);
    assertThat(counts.of(Kind.REPEATED, 0)).isEqualTo(2);
    assertThat(counts.of(Kind.LATE, 0)).isEqualTo(1);
    assertThat(counts.of(Kind.EARLY, 0)).isEqualTo(1);
    assertThat(counts.of(Kind.UNTIMED, 1)).isEqualTo(1);
    tallies.start(1);
    assertThat(tallies.elapsed(0, 0)).isEqualTo(EngagementTallies.NEVER);
    assertThat(tallies.counts().of(Kind.ATTACHED, 0)).isZero();
  }

  /** Row 0 is seen for 5 after it, row 1 for none, row 2 for ever. */
  @Test
  void eventsBeyondTheBoundMakeNothing() {
    EngagementTallies tallies = tallies();
    tallies.bound(0, 5);
    tallies.bound(1, 0);
    tallies.add(0, 0, 5, 1);
    tallies.add(0, 1, 20, 1);
    tallies.add(0, 0, 12, 1);
    tallies.add(1, 0, 0, 1);
    tallies.add(2, 1, 20, 1);
    assertThat(tallies.elapsed(0, 0)).isEqualTo(EngagementTallies.NEVER);
    assertThat(tallies.elapsed(0, 1)).isEqualTo(EngagementTallies.NEVER);
    assertThat(tallies.times(0, 0) + tallies.times(0, 1) + tallies.times(1, 0)).isZero();
    assertThat(tallies.times(2, 1)).isEqualTo(1);
    assertThat(tallies.counts().of(Kind.BEYOND, 0)).isEqualTo(2);
    assertThat(tallies.counts().of(Kind.LATE, 0)).isEqualTo(1);
    assertThat(tallies.counts().of(Kind.BEYOND, 1)).isEqualTo(1);

    tallies.add(0, 0, 4, 3);
    assertThat(tallies.elapsed(0, 0)).isEqualTo(4);
    assertThat(tallies.amount(0, 0)).isEqualTo(3);
    tallies.start(3);
    tallies.add(0, 0, 5, 1);
    assertThat(tallies.times(0, 0)).isEqualTo(1);
  }

  @Provide
  Arbitrary<List<Happened>> events() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().between(-20, 30),
            Arbitraries.of(0.5, 1.0, 2.0))
        .as(Happened::new)
        .list()
        .ofMaxSize(20);
  }

  /** Every event is in time, a repetition of one that is, early or late; none is lost. */
  @Property(tries = 500)
  void conservesEvents(@ForAll("events") List<Happened> events) {
    EngagementTallies tallies = tallies();
    events.forEach(e -> tallies.add(e.row, e.engagement, e.after, e.amount));
    for (int engagement = 0; engagement < 2; engagement++) {
      int of = engagement;
      EngagementCounts counts = tallies.counts();
      long labelled = 0;
      for (int row = 0; row < 3; row++) {
        int at = row;
        List<Happened> inTime =
            events.stream()
                .filter(e -> e.row == at && e.engagement == of && e.after >= 0)
                .filter(e -> of == 1 || e.after < 10)
                .toList();
        assertThat(tallies.times(row, engagement)).isEqualTo(inTime.size());
        assertThat(tallies.amount(row, engagement))
            .isEqualTo(inTime.stream().mapToDouble(Happened::amount).sum());
        labelled += inTime.isEmpty() ? 0 : 1;
      }
      assertThat(counts.of(Kind.ATTACHED, of))
          .isEqualTo(
              labelled
                  + counts.of(Kind.REPEATED, of)
                  + counts.of(Kind.EARLY, of)
                  + counts.of(Kind.LATE, of))
          .isEqualTo(events.stream().filter(e -> e.engagement == of).count());
    }
  }
}
