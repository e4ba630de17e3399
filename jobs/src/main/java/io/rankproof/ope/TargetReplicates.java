package io.rankproof.ope;

import io.rankproof.kernel.ope.ClusterReplicates;
import io.rankproof.kernel.ope.RoundReplicates;
import io.rankproof.kernel.ope.SlateReplicates;
import java.util.Optional;

/**
 * The bootstrap of a target.
 *
 * @param slates empty where no list has a value
 */
record TargetReplicates(RoundReplicates rounds, Optional<SlateReplicates> slates) {

  /**
   * None yet.
   *
   * @param sums of the same rows
   * @param chosen bounds, by ordinal of their weight function
   */
  static TargetReplicates of(TargetSums sums, int[] chosen, long seed, int replicates) {
    return new TargetReplicates(
        new RoundReplicates(sums.rounds(), chosen, seed, replicates),
        sums.slates()
            .filter(slates -> slates.positions() > 0)
            .map(slates -> new SlateReplicates(slates, seed, replicates)));
  }

  /** The parts that a partition sends to the driver. */
  byte[][] toBytes() {
    return new byte[][] {
      rounds.toBytes(), slates.map(SlateReplicates::toBytes).orElseGet(() -> new byte[0])
    };
  }

  /** The parts of two partitions together. */
  static byte[][] merged(byte[][] left, byte[][] right) {
    return new byte[][] {
      ClusterReplicates.merged(left[0], right[0]),
      left[1].length == 0 ? left[1] : ClusterReplicates.merged(left[1], right[1])
    };
  }

  /** Adds what {@link #toBytes} of a partition wrote, and checks that no addition was rounded. */
  void read(byte[][] parts) {
    rounds.read(parts[0]);
    rounds.requireExact();
    slates.ifPresent(
        own -> {
          own.read(parts[1]);
          own.requireExact();
        });
  }
}
