package io.rankproof.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.kernel.propensity.KeyCells;
import io.rankproof.kernel.propensity.KeySums;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PositionTestsTest {
  private static final int P_VALUE = 4;
  private static final int P_HOLM = 5;

  @Test
  void valuesAreCorrectedOverAllContexts() {
    Map<String, KeySums> sums = new TreeMap<>();
    sums.put("a", sums(400, 190));
    sums.put("b", sums(400, 160));
    sums.put("c", sums(0, 0));
    List<Row> rows = PositionTests.rows(sums);

    assertThat(rows).extracting(row -> row.getString(0)).containsExactly("a", "b", "c");
    double least = rows.get(1).getDouble(P_VALUE);
    double other = rows.get(0).getDouble(P_VALUE);
    assertThat(least).isLessThan(other).isBetween(1e-6, 0.5);
    assertThat(rows.get(1).getDouble(P_HOLM)).isCloseTo(2 * least, within(1e-15));
    assertThat(rows.get(0).getDouble(P_HOLM)).isCloseTo(Math.max(2 * least, other), within(1e-15));
    assertThat(rows.get(2).isNullAt(P_HOLM)).as("too few clicks, in no family").isTrue();
  }

  /** Two strata with 2,000 impressions of a key at positions 1 and 2. */
  private static KeySums sums(long clicks, long second) {
    KeySums sums = new KeySums(2, 2, 1000);
    sums.addKey(0, key(clicks, clicks / 2));
    sums.addKey(1, key(clicks, second));
    return sums;
  }

  private static KeyCells key(long clicks1, long clicks2) {
    KeyCells cells = new KeyCells();
    cells.add(1, 0, 2000, clicks1);
    cells.add(2, 1, 2000, clicks2);
    return cells;
  }
}
