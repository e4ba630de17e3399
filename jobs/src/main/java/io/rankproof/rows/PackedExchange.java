package io.rankproof.rows;

import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.shuffle.sort.SortShuffleManager;
import scala.Product2;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Brings the rows of each cluster together by packing them: few large values instead of rows. */
final class PackedExchange {
  /**
   * Parts of a target, of whole clusters. One is grouped at a time, and it is small enough to stay
   * in a core's cache: to look up rows all over a target's would wait for memory at each of them.
   */
  static final int BUCKETS = 64;

  private PackedExchange() {}

  /**
   * @param blocks rows in any order, with keys that tell them apart
   * @param targets partitions of the result
   * @return blocks in which the rows of a cluster, and in it of a request, follow one another. The
   *     exchange is done once, however often the result is read
   */
  static JavaRDD<RowBlock> together(
      JavaRDD<RowBlock> blocks, PackedFormat format, int targets, long budget) {
    JavaRDD<Tuple2<Object, PackedChunk>> packed =
        blocks.mapPartitions(
            part -> new PackedWriter(part, format, targets, budget, writesOneByOne()));
    ClassTag<PackedChunk> chunk = ClassTag$.MODULE$.apply(PackedChunk.class);
    @SuppressWarnings("unchecked")
    RDD<Product2<Object, PackedChunk>> pairs =
        (RDD<Product2<Object, PackedChunk>>) (RDD<?>) packed.rdd();
    ShuffledRDD<Object, PackedChunk, PackedChunk> exchanged =
        new ShuffledRDD<>(
            pairs, new HashPartitioner(targets), ClassTag$.MODULE$.Object(), chunk, chunk);
    exchanged.setSerializer(new PackedSerializer());
    return exchanged.toJavaRDD().mapPartitions(part -> new PackedGroups(part, format, targets));
  }

  /**
   * Whether a record is written before the next one is asked for. Of Spark's own writers those do
   * that take records whose bytes may be moved, as the serializer's may.
   */
  private static boolean writesOneByOne() {
    return SparkEnv.get().shuffleManager() instanceof SortShuffleManager;
  }
}
