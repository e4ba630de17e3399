package io.rankproof.evaluate;

import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Merges the partitions' parts of a sum on executors until a few are left, which the driver merges.
 * Spark's own treeReduce leaves the driver about as many parts as the root of the number of
 * partitions: too many when each is tens of megabytes ({@code spark.driver.maxResultSize}).
 */
final class MergeTree {
  /** Parts that may come to the driver at once. */
  static final int DRIVER_PARTS = 4;

  private static final int FAN_IN = 8;

  /** Bytes that may come to the driver without a thought. */
  private static final long SMALL = 64L << 20;

  private MergeTree() {}

  /**
   * @param parts one in each partition
   * @param merge adds the second one to the first; the result must not depend on the order
   */
  static <T> T of(JavaRDD<T> parts, Function2<T, T, T> merge) {
    return narrowed(parts, merge).reduce(merge);
  }

  /**
   * The same, at once on the driver where all parts together are small.
   *
   * @param bytes of a part at most
   */
  static <T> T of(JavaRDD<T> parts, Function2<T, T, T> merge, long bytes) {
    return parts.getNumPartitions() * bytes <= SMALL ? parts.reduce(merge) : of(parts, merge);
  }

  /** The parts merged into at most {@link #DRIVER_PARTS}. */
  static <T> JavaRDD<T> narrowed(JavaRDD<T> parts, Function2<T, T, T> merge) {
    JavaRDD<T> merged = parts;
    while (merged.getNumPartitions() > DRIVER_PARTS) {
      int fewer = (merged.getNumPartitions() + FAN_IN - 1) / FAN_IN;
      merged = dealt(merged, fewer).reduceByKey(new HashPartitioner(fewer), merge).values();
    }
    return merged;
  }

  /** Each part with the number of the partition that it goes to. */
  private static <T> JavaPairRDD<Integer, T> dealt(JavaRDD<T> parts, int fewer) {
    return JavaPairRDD.fromJavaRDD(
        parts.mapPartitionsWithIndex(
            (index, part) -> List.of(new Tuple2<>(index % fewer, part.next())).iterator(), false));
  }
}
