package io.rankproof.ope;

import io.rankproof.kernel.ope.RoundSums;
import io.rankproof.kernel.ope.SlateSums;
import java.util.Optional;

/**
 * What one pass found of a target.
 *
 * @param slates empty where requests are no lists
 */
record TargetSums(RoundSums rounds, Optional<SlateSums> slates) {

  /** The parts that a partition sends to the driver. */
  byte[][] toBytes() {
    return new byte[][] {
      rounds.toBytes(), slates.map(SlateSums::toBytes).orElseGet(() -> new byte[0])
    };
  }

  static TargetSums fromBytes(byte[][] parts) {
    return new TargetSums(
        RoundSums.fromBytes(parts[0]),
        parts[1].length == 0 ? Optional.empty() : Optional.of(SlateSums.fromBytes(parts[1])));
  }

  void merge(TargetSums other) {
    rounds.merge(other.rounds);
    slates.ifPresent(own -> own.merge(other.slates.orElseThrow()));
  }
}
