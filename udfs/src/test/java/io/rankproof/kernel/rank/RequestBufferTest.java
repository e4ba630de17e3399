package io.rankproof.kernel.rank;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBufferTest {
  /**
   * What one request has set, the next one has by default again, within old capacity and beyond.
   */
  @Test
  void aClearedBufferHasDefaultsAgain() {
    RequestBuffer buffer = new RequestBuffer(1, 1);
    for (int request = 0; request < 3; request++) {
      buffer.clear();
      int rows = 10 << (3 * request);
      assertThat(buffer.addRows(rows)).isZero();
      assertThat(buffer.addRow()).isEqualTo(rows);
      for (int row = 0; row <= rows; row++) {
        assertThat(buffer.weight(row)).isEqualTo(1);
        assertThat(buffer.propensity(row)).isEqualTo(1);
        assertThat(buffer.tieKeys()[row]).isZero();
      }
      buffer.weight(rows, 7);
      buffer.propensity(0, 0.5);
      buffer.tieKeys(1, new long[] {4, 5}, 0, 2);
    }
  }
}
