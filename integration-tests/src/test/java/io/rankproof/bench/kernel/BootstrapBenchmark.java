package io.rankproof.bench.kernel;

import io.rankproof.kernel.bootstrap.BootstrapSums;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Poisson bootstrap by user, 1000 replicates of 23 sums; an operation is one sum of one replicate
 * of one user. The twin draws its weights by inversion, so that its sums are of other replicates.
 */
@State(Scope.Thread)
public class BootstrapBenchmark {
  private static final int USERS = 256;
  private static final int COLUMNS = 23;
  private static final int REPLICATES = 1000;
  private static final int OPERATIONS = USERS * COLUMNS * REPLICATES;

  private double[][] values;

  @Setup
  public void users() {
    SplittableRandom random = new SplittableRandom(7);
    values = new double[USERS][];
    for (int user = 0; user < USERS; user++) {
      values[user] = random.doubles(COLUMNS).toArray();
    }
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public byte[] kernel() {
    BootstrapSums sums = new BootstrapSums(42, REPLICATES, COLUMNS);
    for (int user = 0; user < USERS; user++) {
      sums.add(hash(user), values[user]);
    }
    return sums.toBytes();
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[][] naive() {
    double[][] sums = new double[REPLICATES][COLUMNS];
    for (int user = 0; user < USERS; user++) {
      for (int replicate = 0; replicate < REPLICATES; replicate++) {
        int weight = poisson(hash(user * 31L + replicate));
        for (int column = 0; column < COLUMNS; column++) {
          sums[replicate][column] += weight * values[user][column];
        }
      }
    }
    return sums;
  }

  private static int poisson(long hash) {
    double uniform = (hash >>> 11) * 0x1p-53;
    double probability = Math.exp(-1);
    double cumulative = probability;
    int count = 0;
    while (uniform > cumulative && count < 20) {
      count++;
      probability /= count;
      cumulative += probability;
    }
    return count;
  }

  private static long hash(long key) {
    long mixed = (key + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
