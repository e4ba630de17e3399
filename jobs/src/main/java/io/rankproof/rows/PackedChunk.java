package io.rankproof.rows;

import java.util.Arrays;

/**
 * Runs of one bucket, one after the other.
 *
 * @param bytes whose first {@code size} the runs are
 */
record PackedChunk(byte[] bytes, int size) {
  /** The runs alone. */
  byte[] trimmed() {
    return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
  }
}
