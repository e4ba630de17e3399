package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.evaluate.BeyondPart.Exposures;
import io.rankproof.kernel.beyond.Exposure;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ExposureTablesTest {
  private final Queue<BeyondPart> ready = new ArrayDeque<>();
  private final ExposureTables tables = new ExposureTables(2, ready);

  /** Whatever a single request has. */
  @Test
  void aTableIsSentAsSoonAsItIsFull() {
    for (int item = 0; item < ExposureTables.FULL - 1; item++) {
      tables.add(ExposureTables.ITEMS, item, 1, 0);
      tables.add(ExposureTables.CREATORS, item % 10, 1, 0.5);
    }
    assertThat(ready).isEmpty();
    tables.add(ExposureTables.ITEMS, -1, 1, 1);
    assertThat(ready).hasSize(1);
    Exposures items = ready.remove().exposures();
    assertThat(items.kind()).isEqualTo(ExposureTables.ITEMS);
    assertThat(items.keys()).hasSize(ExposureTables.FULL).contains(-1, 0, 5);

    tables.add(ExposureTables.ITEMS, 5, 0, 1);
    tables.sendAll();
    Exposures rest = ready.remove().exposures();
    assertThat(rest.keys()).containsExactly(5);
    assertThat(rest.values()).containsExactly(Exposure.ONE, Exposure.NEVER, 0, 0);
    assertThat(ready.remove().exposures().keys()).hasSize(10);
  }
}
