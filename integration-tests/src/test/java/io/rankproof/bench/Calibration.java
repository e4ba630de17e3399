package io.rankproof.bench;

import java.util.stream.IntStream;

/** A fixed amount of arithmetic on two cores, to see whether they are free. */
final class Calibration {
  private static final int STEPS = 60_000_000;
  private static volatile long sink;

  private Calibration() {}

  static double seconds() {
    long start = System.nanoTime();
    Thread[] threads =
        IntStream.range(0, 2)
            .mapToObj(i -> new Thread(() -> sink = loop(i + 1)))
            .toArray(Thread[]::new);
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      join(thread);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static long loop(long seed) {
    long state = seed;
    for (int i = 0; i < STEPS; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
    }
    return state;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
