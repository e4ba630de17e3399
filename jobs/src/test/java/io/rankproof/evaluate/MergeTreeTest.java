package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTreeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 33, 200})
  void mergesEveryPartOnceAndLeavesFewToTheDriver(int partitions) {
    List<Integer> numbers = IntStream.rangeClosed(1, partitions).boxed().toList();
    JavaRDD<Integer> parts =
        JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext())
            .parallelize(numbers, partitions);

    assertThat(MergeTree.narrowed(parts, Integer::sum).getNumPartitions())
        .isLessThanOrEqualTo(MergeTree.DRIVER_PARTS);
    assertThat(MergeTree.of(parts, Integer::sum)).isEqualTo(partitions * (partitions + 1) / 2);
  }
}
