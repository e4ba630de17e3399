package io.rankproof.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;

class SegmentCoderTest {
  private static UTF8String text(String value) {
    return UTF8String.fromString(value);
  }

  @Test
  void aWholeNumberHasTheCodeOfItsText() {
    SegmentCoder coder = new SegmentCoder(List.of("fr", "-7", "07", SegmentCoder.MISSING, "12"));

    assertThat(coder.code(12)).isEqualTo(4);
    assertThat(coder.code(-7)).isEqualTo(1).isEqualTo(coder.code(text("-7")));
    assertThat(coder.code(7)).isEqualTo(SegmentCoder.UNKNOWN);
    assertThat(coder.code(text("fr"))).isZero();
    assertThat(coder.code(text("de"))).isEqualTo(SegmentCoder.UNKNOWN);
    assertThat(coder.missing()).isEqualTo(3);
  }

  @Test
  void whereCodesGrowNumbersAndTextsShareThem() {
    SegmentCoder coder = new SegmentCoder(null);

    assertThat(coder.code(5)).isZero();
    assertThat(coder.code(6)).isOne();
    assertThat(coder.code(5)).isZero();
    assertThat(coder.code(text("6"))).isOne();
    assertThat(coder.text(1)).isEqualTo("6");
  }

  /** A segment may have a value in every row; only those of slices are kept. */
  @Test
  void unknownValuesTakeNoMemory() {
    SegmentCoder coder = new SegmentCoder(List.of("1", "2"));
    for (long value = 0; value < 100_000; value++) {
      coder.code(value);
    }

    assertThat(SizeEstimator.estimate(coder)).isLessThan(10_000);
  }
}
