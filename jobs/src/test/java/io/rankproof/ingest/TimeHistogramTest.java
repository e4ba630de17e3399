package io.rankproof.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.ingest.TimeHistogram.Bucket;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeHistogramTest {
  private final TimeHistogram times =
      new TimeHistogram(
          List.of(new Bucket(30, 39, 5), new Bucket(10, 12, 2), new Bucket(20, 20, 1)));

  @Test
  void sortsItsBuckets() {
    assertThat(times.size()).isEqualTo(3);
    assertThat(times.first(0)).isEqualTo(10);
    assertThat(times.last(2)).isEqualTo(39);
    assertThat(times.requests()).isEqualTo(8);
  }

  @Test
  void countsTheRequestsBeforeATime() {
    assertThat(times.before(10)).isZero();
    assertThat(times.before(11)).isEqualTo(2);
    assertThat(times.before(20)).isEqualTo(2);
    assertThat(times.before(21)).isEqualTo(3);
    assertThat(times.before(1000)).isEqualTo(8);
  }

  @Test
  void findsTheBucketOfARank() {
    assertThat(times.bucketOfRank(1)).isZero();
    assertThat(times.bucketOfRank(2)).isZero();
    assertThat(times.bucketOfRank(3)).isEqualTo(1);
    assertThat(times.bucketOfRank(4)).isEqualTo(2);
    assertThat(times.bucketOfRank(8)).isEqualTo(2);
  }
}
