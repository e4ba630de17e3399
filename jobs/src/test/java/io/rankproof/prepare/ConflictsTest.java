package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class ConflictsTest {
  private static Conflicts of(int most, String... requests) {
    Conflicts conflicts = new Conflicts(most);
    for (String request : requests) {
      conflicts.add(UTF8String.fromString(request), "why");
    }
    return conflicts;
  }

  @Test
  void remembersNoMoreThanItMay() {
    assertThat(of(2, "a", "ä").isForgotten()).isFalse();
    assertThat(of(2, "a", "ä").reasons()).containsOnlyKeys("a", "ä");
    assertThat(of(2, "a", "b", "c").isForgotten()).isTrue();
  }

  /** As a text the byte would become another, and no row of the log would have that id. */
  @Test
  void anIdThatIsNoTextIsNotRemembered() {
    Conflicts conflicts = of(2, "a");
    conflicts.add(UTF8String.fromBytes(new byte[] {'r', (byte) 0xff}), "why");

    assertThat(conflicts.isForgotten()).isTrue();
    assertThat(conflicts.reasons()).containsOnlyKeys("a");
  }

  /** Partitions remember 100 each at least: many of them would make a list without end. */
  @Test
  void allPartitionsTogetherAreBounded() {
    MergeCounts counts = new MergeCounts();
    counts.add(Map.of(0, new MergeCounts.Partition(new long[0], of(2, "a", "b"))));
    assertThat(counts.conflicts(3)).hasValueSatisfying(all -> assertThat(all).hasSize(2));
    counts.add(Map.of(1, new MergeCounts.Partition(new long[0], of(2, "c", "d"))));
    assertThat(counts.conflicts(4)).hasValueSatisfying(all -> assertThat(all).hasSize(4));
    assertThat(counts.conflicts(3)).isEmpty();
  }
}
