package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.kernel.propensity.ClickLists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Lists on the driver: all of a set, or about {@code most} of them by the hash of their request. Of
 * several rows of a request at one position one is taken.
 */
final class ListSample {
  private static final long SHARES = 1 << 20;

  private final long seed;
  private final int most;
  private final Map<Long, Integer> keys = new HashMap<>();
  private final List<String> contexts = new ArrayList<>();

  ListSample(long seed, int most) {
    this.seed = seed;
    this.most = most;
  }

  /** Lists whose keys and contexts are numbered here. */
  ClickLists known(Dataset<Row> rows) {
    List<Row> sample = sample(rows);
    sample.forEach(row -> keys.putIfAbsent(row.getLong(2), keys.size()));
    sample.stream().map(row -> row.getString(3)).distinct().sorted().forEach(contexts::add);
    return lists(sample);
  }

  /** Lists whose keys may be unknown; those of unknown contexts are left out. */
  ClickLists held(Dataset<Row> rows) {
    return lists(sample(rows).stream().filter(row -> contexts.contains(row.getString(3))).toList());
  }

  /** The contexts by their numbers. */
  List<String> contexts() {
    return contexts;
  }

  private List<Row> sample(Dataset<Row> rows) {
    Dataset<Row> complete = rows.where(col("key").isNotNull().and(col("position").isNotNull()));
    long requests = complete.agg(count_distinct(col("request"))).head().getLong(0);
    long share = requests <= most ? SHARES : (long) ((double) most / requests * SHARES);
    List<Row> sample =
        new ArrayList<>(
            complete
                .where(pmod(xxhash64(lit(seed), col("request")), lit(SHARES)).lt(share))
                .select("request", "position", "key", "context", "click")
                .collectAsList());
    sample.sort(
        Comparator.comparing((Row row) -> row.getString(0))
            .thenComparingInt(row -> row.getInt(1))
            .thenComparingLong(row -> row.getLong(2)));
    return sample;
  }

  private ClickLists lists(List<Row> sample) {
    ClickLists lists = new ClickLists();
    String request = null;
    int position = 0;
    for (Row row : sample) {
      boolean starts = !row.getString(0).equals(request);
      if (starts) {
        lists.startList();
        request = row.getString(0);
      }
      if (starts || row.getInt(1) > position) {
        position = row.getInt(1);
        lists.add(
            keys.getOrDefault(row.getLong(2), ClickLists.UNKNOWN),
            contexts.indexOf(row.getString(3)),
            position,
            row.getBoolean(4));
      }
    }
    return lists;
  }
}
