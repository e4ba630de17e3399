package io.rankproof.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Two hashes of a text: one is Spark's, the other one of another kind. */
class KeysTest {
  /** Replicates draw weights by it. */
  @Test
  void theFirstHashIsThatOfSpark() {
    UTF8String text = UTF8String.fromString("request 17");
    long expected =
        XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), 42);
    assertThat(Keys.hash(text)).isEqualTo(expected);
  }

  /** Texts of zeros and ones of all lengths: they differ in length, or in a bit or few. */
  @Test
  void theSecondHashTellsAlikeTextsApart() {
    Set<Long> checks = new HashSet<>();
    Set<Integer> lowHalves = new HashSet<>();
    int texts = 0;
    for (int length = 0; length <= 40; length++) {
      for (int one = -1; one < length * Byte.SIZE; one++) {
        byte[] bytes = new byte[length];
        if (one >= 0) {
          bytes[one / Byte.SIZE] = (byte) (1 << one % Byte.SIZE);
        }
        long check = Keys.check(UTF8String.fromBytes(bytes));
        checks.add(check);
        lowHalves.add((int) check);
        texts++;
      }
    }
    assertThat(checks).hasSize(texts);
    assertThat(lowHalves).hasSizeGreaterThan(texts - 3);
  }

  @Test
  void theSecondHashDependsOnTheBytesAlone() {
    byte[] bytes = "__request 17__".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    UTF8String within =
        UTF8String.fromAddress(bytes, (long) Platform.BYTE_ARRAY_OFFSET + 2, bytes.length - 4);
    assertThat(Keys.check(within)).isEqualTo(Keys.check(UTF8String.fromString("request 17")));
  }
}
