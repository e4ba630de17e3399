package io.rankproof.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.rows.RowSpec.Segment;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
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
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

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

  private static final RowShape WITHOUT_CLUSTERS =
      RowShape.of(
          RowSpec.of("request", Optional.empty(), List.of("label"), List.of("score"), List.of()),
          StructType.fromDDL("c0 STRING, c1 DOUBLE, c2 DOUBLE"));

  /**
   * Blocks of runs in any order; a request has a third of them, and a run may go on in the next
   * block.
   *
   * @param longest run
   */
  private static List<RowBlock> blocks(RowShape shape, int rows, int longest) {
    Random random = new Random(3);
    List<RowBlock> blocks = new ArrayList<>();
    RowBlock block = shape.block(shape.coders());
    int left = 0;
    for (int i = 0; i < rows; i++) {
      if (block.size == 1000) {
        blocks.add(block);
        block = shape.block(shape.coders());
      }
      if (left == 0) {
        start(block, block.size, random.nextInt(3) == 0 ? 0 : random.nextInt(500));
        left = 1 + random.nextInt(longest);
      }
      fill(block, block.size, i, random);
      left--;
      block.size++;
    }
    blocks.add(block);
    return blocks;
  }

  private static void start(RowBlock block, int row, int request) {
    // A chunk of the smallest size has no room for the longest ones.
    UTF8String name = UTF8String.fromString("request " + "x".repeat(request * 5) + request);
    UTF8String cluster = UTF8String.fromString("cluster " + request % 50);
    block.startsRequest[row] = true;
    block.requestHash[row] = Keys.hash(name);
    block.requestCheck[row] = Keys.check(name);
    block.clusterHash[row] = Keys.hash(block.hasNames() ? cluster : name);
    block.clusterCheck[row] = Keys.check(block.hasNames() ? cluster : name);
    if (block.hasNames()) {
      block.names[0][row] = name;
      block.names[1][row] = cluster;
    }
  }

  private static void fill(RowBlock block, int row, int number, Random random) {
    double[] labels = {0, 1, 249, 250, -1, 0.5, Double.NaN, 1e300};
    block.labels[0][row] = labels[number % labels.length];
    block.scores[0][row] = random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
    if (!block.hasNames()) {
      return;
    }
    block.scores[1][row] = (float) random.nextGaussian();
    block.segments[0][row] = random.nextInt(3) - 1;
    block.randomised[0][row] = random.nextBoolean();
    block.propensity[0][row] = random.nextDouble();
    block.weight[0][row] = random.nextDouble();
    block.tieKey[0][row] = number;
  }

  private static String text(RowBlock block, int row) {
    String text = block.labels()[0][row] + " " + block.scores()[0][row];
    return block.hasNames()
        ? text
            + " "
            + block.scores()[1][row]
            + " "
            + block.segment(0)[row]
            + " "
            + block.isRandomised(row)
            + " "
            + block.propensity(row)
            + " "
            + block.weight(row)
            + " "
            + block.tieKeys()[row]
        : text;
  }

  private static String owner(RowBlock block, int row) {
    return block.hasNames()
        ? block.requestName(row) + " of " + block.clusterName(row)
        : Long.toString(block.requestHash[row]);
  }

  /** The rows of each request, in the order of their texts. */
  private static Map<String, List<String>> byRequest(Iterator<RowBlock> blocks) {
    Map<String, List<String>> rows = new TreeMap<>();
    String owner = null;
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      for (int row = 0; row < block.size(); row++) {
        owner = block.startsRequest(row) ? owner(block, row) : owner;
        rows.computeIfAbsent(owner, key -> new ArrayList<>()).add(text(block, row));
      }
    }
    rows.values().forEach(Collections::sort);
    return rows;
  }

  /** What a writer gives, by target, through the bytes of the exchange. */
  private static Map<Integer, List<Tuple2<Object, PackedChunk>>> packed(PackedWriter writer) {
    HashPartitioner partitioner = new HashPartitioner(TARGETS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ClassTag<Object> type = ClassTag$.MODULE$.Object();
    SerializationStream out = new PackedSerializer().newInstance().serializeStream(bytes);
    while (writer.hasNext()) {
      Tuple2<Object, PackedChunk> chunk = writer.next();
      out.writeKey(chunk._1(), type).writeValue(chunk._2(), type);
    }
    out.close();
    Map<Integer, List<Tuple2<Object, PackedChunk>>> packed = new HashMap<>();
    scala.collection.Iterator<Tuple2<Object, Object>> read =
        new PackedSerializer()
            .newInstance()
            .deserializeStream(new ByteArrayInputStream(bytes.toByteArray()))
            .asKeyValueIterator();
    while (read.hasNext()) {
      Tuple2<Object, Object> pair = read.next();
      packed
          .computeIfAbsent(partitioner.getPartition(pair._1()), key -> new ArrayList<>())
          .add(new Tuple2<>(pair._1(), (PackedChunk) pair._2()));
    }
    return packed;
  }

  /**
   * @param budget below all the bytes: several chunks of a bucket
   */
  @ParameterizedTest
  @CsvSource({"true, 1, 100000", "true, 700, 100000", "true, 700, 4000000", "false, 20, 100000"})
  void rowsArriveUnchangedAndTogether(boolean everyColumn, int longest, long budget) {
    RowShape shape = everyColumn ? SHAPE : WITHOUT_CLUSTERS;
    List<RowBlock> blocks = blocks(shape, 40_000, longest);
    PackedFormat format = new PackedFormat(shape);
    Map<Integer, List<Tuple2<Object, PackedChunk>>> packed =
        packed(new PackedWriter(blocks.iterator(), format, TARGETS, budget, true));
    assertThat(packed).hasSize(TARGETS);

    Map<String, List<String>> found = new TreeMap<>();
    Set<Long> clusters = new HashSet<>();
    for (List<Tuple2<Object, PackedChunk>> chunks : packed.values()) {
      long buckets = chunks.stream().map(Tuple2::_1).distinct().count();
      assertThat(chunks).hasSizeGreaterThan(2 * (int) buckets);
      assertThat(together(new PackedGroups(chunks.iterator(), format, TARGETS), clusters)).isTrue();
      found.putAll(byRequest(new PackedGroups(chunks.iterator(), format, TARGETS)));
    }
    assertThat(found).isEqualTo(byRequest(blocks.iterator()));
  }

  /** Whether no request or cluster starts twice. */
  private static boolean together(Iterator<RowBlock> blocks, Set<Long> clusters) {
    Set<Long> requests = new HashSet<>();
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      for (int row = 0; row < block.size(); row++) {
        if (block.startsCluster(row)
            && !(block.startsRequest(row) && clusters.add(block.clusterHash[row]))) {
          return false;
        }
        if (block.startsRequest(row) && !requests.add(block.requestHash[row])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Many chunks of a kilobyte, whatever little is in them. */
  @Test
  void openChunksAreWithinTheBudget() {
    int budget = 20_000;
    PackedWriter writer =
        new PackedWriter(
            blocks(SHAPE, 20_000, 1).iterator(), new PackedFormat(SHAPE), 20, budget, true);
    long bytes = 0;
    while (writer.hasNext()) {
      bytes += writer.next()._2().size();
      assertThat(writer.capacity()).isLessThanOrEqualTo(budget);
    }
    assertThat(bytes).isGreaterThan(20L * budget);
  }

  /** An exchange that keeps records before it writes them finds them as they were. */
  @Test
  void chunksThatAreKeptStayAsTheyAre() {
    PackedFormat format = new PackedFormat(SHAPE);
    List<RowBlock> blocks = blocks(SHAPE, 20_000, 3);
    List<byte[]> kept = new ArrayList<>();
    new PackedWriter(blocks.iterator(), format, TARGETS, 100_000, false)
        .forEachRemaining(chunk -> kept.add(chunk._2().bytes()));
    List<byte[]> reused = new ArrayList<>();
    new PackedWriter(blocks.iterator(), format, TARGETS, 100_000, true)
        .forEachRemaining(chunk -> reused.add(chunk._2().bytes()));

    assertThat(Set.copyOf(kept)).hasSameSizeAs(kept);
    assertThat(reused).hasSameSizeAs(kept);
    assertThat(new HashSet<>(reused).size()).isLessThan(kept.size());
  }

  @Test
  void bytesThatEndEarlyAreAnError() {
    byte[] bytes = {0, 0, 0, 7, 0, 0, 0, 2, 1};
    assertThatThrownBy(
            () ->
                new PackedSerializer()
                    .newInstance()
                    .deserializeStream(new ByteArrayInputStream(bytes))
                    .asKeyValueIterator()
                    .hasNext())
        .hasMessageContaining("ends early");
  }

  @Test
  void nothingGivesNothing() {
    Iterator<Tuple2<Object, PackedChunk>> none = List.<Tuple2<Object, PackedChunk>>of().iterator();
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
