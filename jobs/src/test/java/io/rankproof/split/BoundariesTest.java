package io.rankproof.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.ingest.TimeHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundariesTest {
  private static TimeHistogram requestsAt(long... times) {
    List<TimeHistogram.Bucket> buckets = new ArrayList<>();
    for (long time : times) {
      buckets.add(new TimeHistogram.Bucket(time, time, 1));
    }
    return new TimeHistogram(buckets);
  }

  private static long[] upTo(int n) {
    return java.util.stream.LongStream.range(0, n).toArray();
  }

  @Test
  void givesTheSharesExactlyWhereTheyExist() {
    Boundaries ten = new Boundaries(requestsAt(upTo(10)), 0, 1000);
    assertThat(ten.forShares(0.6, 0.2)).hasValue(new long[] {6, 8});
    assertThat(ten.forShares(0.8, 0.1)).hasValue(new long[] {8, 9});
  }

  @Test
  void takesTheGapsOutOfTheShares() {
    // 100 requests, two gaps of 10: 80 are in a set, 48 + 16 + 16 of them by the shares.
    Boundaries gapped = new Boundaries(requestsAt(upTo(100)), 10, 1000);
    assertThat(gapped.forShares(0.6, 0.2)).hasValue(new long[] {58, 84});
  }

  @Test
  void leavesImmatureRequestsOut() {
    Boundaries early = new Boundaries(requestsAt(upTo(20)), 0, 9);
    assertThat(early.forShares(0.6, 0.2)).hasValue(new long[] {6, 8});
  }

  @Test
  void saysWhenASetStaysEmpty() {
    assertThat(new Boundaries(requestsAt(upTo(2)), 0, 1000).forShares(0.6, 0.2)).isEmpty();
    assertThat(new Boundaries(requestsAt(upTo(10)), 5, 1000).forShares(0.6, 0.2)).isEmpty();
  }

  @Property(tries = 300)
  void everySetHasARequestAndTheGapIsFree(
      @ForAll @Size(min = 3, max = 60) List<@IntRange(min = 0, max = 200) Integer> times,
      @ForAll @IntRange(min = 0, max = 30) int gap,
      @ForAll @IntRange(min = 60, max = 250) int matureUntil) {
    long[] distinct = times.stream().mapToLong(t -> t).distinct().sorted().toArray();
    Optional<long[]> found =
        new Boundaries(requestsAt(distinct), gap, matureUntil).forShares(0.6, 0.2);
    found.ifPresent(
        starts -> {
          assertThat(in(distinct, Long.MIN_VALUE, starts[0] - gap)).isPositive();
          assertThat(in(distinct, starts[0], starts[1] - gap)).isPositive();
          assertThat(in(distinct, starts[1], matureUntil + 1)).isPositive();
        });
  }

  private static long in(long[] times, long from, long to) {
    return java.util.Arrays.stream(times).filter(t -> t >= from && t < to).count();
  }
}
