package io.rankproof.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.rows.RowSpec.Segment;
import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.HashPartitioner;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Rows go through the packed exchange unchanged, those of a cluster and a request together. */
class PackedExchangeTest {
  private static final int TARGETS = 3;
  private static final RowSpec SPEC =
      new RowSpec(
          Optional.of("request"),
          Optional.of("cluster"),
          true,
          RowSpec.TieKey.HASH,
          Optional.of("item"),
          7,
          Optional.of("randomised"),
          Optional.of("propensity"),
          Optional.of("weight"),
          List.of("label"),
          List.of("score", "narrow"),
          List.of(new Segment("segment", List.of("a", "b"))));

  private static final RowShape SHAPE =
      RowShape.of(
          SPEC,
          StructType.fromDDL(
              "c0 STRING, c1 STRING, c2 STRING, c3 BOOLEAN, c4 DOUBLE, c5 DOUBLE, c6 DOUBLE, "
                  + "c7 DOUBLE, c8 FLOAT, c9 STRING"));

  /** Blocks of rows in any order; a few requests have most of the rows. */
  private static List<RowBlock> blocks(int rows) {
    Random random = new Random(3);
    List<RowBlock> blocks = new ArrayList<>();
    RowBlock block = SHAPE.block(SHAPE.coders());
    for (int i = 0; i < rows; i++) {
      if (block.size == 1000) {
        blocks.add(block);
        block = SHAPE.block(SHAPE.coders());
      }
      int request = random.nextInt(3) == 0 ? 0 : random.nextInt(500);
      fill(block, block.size, i, request, random);
      block.size++;
    }
    blocks.add(block);
    return blocks;
  }

  private static void fill(RowBlock block, int row, int number, int request, Random random) {
    UTF8String name = UTF8String.fromString("request " + request);
    UTF8String cluster = UTF8String.fromString("cluster " + request % 50);
    block.startsRequest[row] = true;
    block.requestHash[row] = Keys.hash(name);
    block.requestCheck[row] = Keys.check(name);
    block.clusterHash[row] = Keys.hash(cluster);
    block.clusterCheck[row] = Keys.check(cluster);
    block.names[0][row] = name;
    block.names[1][row] = cluster;
    double[] labels = {0, 1, 249, 250, -1, 0.5, Double.NaN, 1e300};
    block.labels[0][row] = labels[number % labels.length];
    block.scores[0][row] = random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
    block.scores[1][row] = (float) random.nextGaussian();
    block.segments[0][row] = random.nextInt(3) - 1;
    block.randomised[0][row] = random.nextBoolean();
    block.propensity[0][row] = random.nextDouble();
    block.weight[0][row] = random.nextDouble();
    block.tieKey[0][row] = number;
  }

  private static String text(RowBlock block, int row) {
    return block.labels(0)[row]
        + " "
        + block.scores(0)[row]
        + " "
        + block.scores(1)[row]
        + " "
        + block.segment(0)[row]
        + " "
        + block.isRandomised(row)
        + " "
        + block.propensity(row)
        + " "
        + block.weight(row)
        + " "
        + block.tieKeys()[row];
  }

  @Test
  void rowsArriveUnchangedAndTogether() {
    List<RowBlock> blocks = blocks(20_000);
    Map<String, Set<String>> expected = new TreeMap<>();
    for (RowBlock block : blocks) {
      for (int row = 0; row < block.size(); row++) {
        String owner = block.requestName(row) + " of " + block.clusterName(row);
        expected.computeIfAbsent(owner, key -> new HashSet<>()).add(text(block, row));
      }
    }
    PackedFormat format = new PackedFormat(SHAPE);
    Map<Integer, List<Tuple2<Object, byte[]>>> packed = new HashMap<>();
    Iterator<Tuple2<Object, byte[]>> written =
        new PackedWriter(blocks.iterator(), format, TARGETS, 100_000);
    HashPartitioner partitioner = new HashPartitioner(TARGETS);
    written.forEachRemaining(
        pair ->
            packed
                .computeIfAbsent(partitioner.getPartition(pair._1()), key -> new ArrayList<>())
                .add(pair));
    assertThat(packed).hasSize(TARGETS);

    Map<String, Set<String>> found = new TreeMap<>();
    Set<String> clusters = new HashSet<>();
    for (List<Tuple2<Object, byte[]>> chunks : packed.values()) {
      // A budget below all the bytes: several values for a bucket.
      long buckets = chunks.stream().map(Tuple2::_1).distinct().count();
      assertThat(chunks).hasSizeGreaterThan(2 * (int) buckets);
      collect(new PackedGroups(chunks.iterator(), format, TARGETS), found, clusters);
    }
    assertThat(found).isEqualTo(expected);
  }

  private static void collect(
      PackedGroups groups, Map<String, Set<String>> found, Set<String> clusters) {
    String owner = null;
    while (groups.hasNext()) {
      RowBlock block = groups.next();
      for (int row = 0; row < block.size(); row++) {
        if (block.startsCluster(row)) {
          assertThat(clusters.add(block.clusterName(row).toString())).isTrue();
        }
        if (block.startsRequest(row)) {
          owner = block.requestName(row) + " of " + block.clusterName(row);
          assertThat(found).doesNotContainKey(owner);
          found.put(owner, new HashSet<>());
        }
        found.get(owner).add(text(block, row));
      }
    }
  }

  /** Many buckets of a kilobyte or two, whatever little is in them. */
  @Test
  void arraysOfBucketsAreWithinTwiceTheBudget() {
    int budget = 20_000;
    PackedWriter writer =
        new PackedWriter(blocks(20_000).iterator(), new PackedFormat(SHAPE), 20, budget);
    long rows = 0;
    while (writer.hasNext()) {
      rows += writer.next()._2().length;
      assertThat(writer.capacity()).isLessThan(2 * budget);
    }
    assertThat(rows).isGreaterThan(20L * budget);
  }

  @Test
  void nothingGivesNothing() {
    Iterator<Tuple2<Object, byte[]>> none = List.<Tuple2<Object, byte[]>>of().iterator();
    assertThat(new PackedGroups(none, new PackedFormat(SHAPE), TARGETS).hasNext()).isFalse();
  }

  /** One exchange, however often it is read. */
  @Test
  void theExchangeIsDoneOnce() {
    RowSpec spec =
        RowSpec.of("request", Optional.empty(), List.of("label"), List.of("score"), List.of());
    RowStream stream =
        RowStream.open(
            TestSpark.session()
                .range(0, 10_000, 1, 4)
                .selectExpr("id % 700 AS request", "0 AS label", "id AS score"),
            spec,
            false,
            Optional.empty(),
            5);

    assertThat(stream.path()).isEqualTo(RowStream.Path.PACKED);
    assertThat(stream.blocks()).isSameAs(stream.blocks(spec.unweighted()));
    assertThat(stream.blocks().map(RowBlock::size).reduce(Integer::sum)).isEqualTo(10_000);
    assertThat(stream.blocks().map(PackedExchangeTest::requests).reduce(Integer::sum))
        .isEqualTo(700);
  }

  private static int requests(RowBlock block) {
    int requests = 0;
    for (int row = 0; row < block.size(); row++) {
      requests += block.startsRequest(row) ? 1 : 0;
    }
    return requests;
  }
}
