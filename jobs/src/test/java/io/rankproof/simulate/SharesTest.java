package io.rankproof.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void aShareOfZeroIsNeverPicked() {
    Shares shares = new Shares(0, 3, 0, 1, 0);

    assertThat(shares.pick(0)).isEqualTo(1);
    assertThat(shares.pick(0.7499)).isEqualTo(1);
    assertThat(shares.pick(0.75)).isEqualTo(3);
    assertThat(shares.pick(Math.nextDown(1.0))).isEqualTo(3);
    assertThat(shares.indexAt(4)).isEqualTo(3);
  }
}
