package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.functions.RankedRows.KeyKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankedRowsTest {
  @Property(tries = 100)
  void mergedPartsHaveTheRowsOfTheWhole(
      @ForAll @IntRange(max = 30) int first,
      @ForAll @IntRange(max = 30) int second,
      @ForAll KeyKind kind) {
    RankedRows whole = rows(0, first + second, kind);
    RankedRows merged = copy(rows(0, first, kind), kind);
    merged.addAll(copy(rows(first, first + second, kind), kind));
    assertThat(merged.rows()).isEqualTo(whole.rows());
    assertThat(merged.write()).isEqualTo(whole.write());
  }

  @Test
  void theLayoutOfTheBytes() {
    RankedRows rows = new RankedRows(1, KeyKind.BYTES);
    rows.set(rows.addRow(), 0, 1.5);
    rows.name(rows.addRow(), "ab".getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(rows.write()))
        .isEqualTo(
            "000000000000f83f" + "0000000000000000" + "ffffffff" + "000000026162" + "00000002");
  }

  @Property(tries = 100)
  void whatSharesBytesDoesNotShareRows(
      @ForAll @IntRange(max = 20) int first,
      @ForAll @IntRange(min = 1, max = 20) int second,
      @ForAll KeyKind kind) {
    RankedRows state = rows(0, first, kind);
    byte[] written = state.write();
    byte[] before = written.clone();
    RankedRows other = RankedRows.read(written, 2, kind);
    RankedRows adopted = new RankedRows(2, kind);
    adopted.addAll(state);
    add(state, 100, 100 + second, kind);
    add(adopted, 200, 200 + second, kind);
    other.addAll(rows(300, 300 + second, kind));
    assertThat(written).isEqualTo(before);
    assertThat(state.get(first, 0)).isEqualTo(100);
    assertThat(adopted.get(first, 0)).isEqualTo(200);
    assertThat(other.get(first, 0)).isEqualTo(300);
    assertThat(adopted.rows()).isEqualTo(first + second);
  }

  private static RankedRows copy(RankedRows rows, KeyKind kind) {
    return RankedRows.read(rows.write(), 2, kind);
  }

  private static RankedRows rows(int from, int to, KeyKind kind) {
    RankedRows rows = new RankedRows(2, kind);
    add(rows, from, to, kind);
    return rows;
  }

  private static void add(RankedRows rows, int from, int to, KeyKind kind) {
    for (int i = from; i < to; i++) {
      int row = rows.addRow();
      rows.set(row, 0, i);
      rows.set(row, 1, -i);
      if (kind == KeyKind.LONG) {
        rows.key(row, 7L * i);
      } else if (kind == KeyKind.BYTES && i % 3 != 0) {
        rows.name(row, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
