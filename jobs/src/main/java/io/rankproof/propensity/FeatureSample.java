package io.rankproof.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.RankproofConfig;
import io.rankproof.kernel.propensity.FeatureRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Training rows with their features on the driver: all, or about as many as {@code
 * propensity.em.max-rows} says, by the hash of their request.
 */
final class FeatureSample {
  private static final long SHARES = 1 << 20;

  private FeatureSample() {}

  /**
   * @param train rows as {@link SetRows} makes them
   * @param all how many there are
   * @return by context
   */
  static Map<String, FeatureRows> of(Dataset<Row> train, long all, RankproofConfig config) {
    int most = config.propensity().em().maxRows();
    long share = all <= most ? SHARES : (long) ((double) most / all * SHARES);
    List<Row> sample =
        new ArrayList<>(
            train
                .where(col("position").isNotNull())
                .where(pmod(xxhash64(lit(config.seed()), col("request")), lit(SHARES)).lt(share))
                .collectAsList());
    sample.sort(
        Comparator.comparing((Row row) -> row.<String>getAs("request"))
            .thenComparing(row -> row.<Integer>getAs("position"))
            .thenComparing(row -> row.<String>getAs("item")));
    Map<String, FeatureRows> rows = new TreeMap<>();
    sample.stream()
        .collect(Collectors.groupingBy(row -> row.<String>getAs("context")))
        .forEach((context, own) -> rows.put(context, encoded(own, config)));
    return rows;
  }

  private static FeatureRows encoded(List<Row> sample, RankproofConfig config) {
    FeatureEncoding encoding =
        FeatureEncoding.learn(
            sample,
            config.source().features().keySet().stream().map(name -> "feature_" + name).toList(),
            config.source().categories().keySet().stream()
                .map(name -> "category_" + name)
                .toList());
    FeatureRows rows = new FeatureRows(encoding.size());
    for (Row row : sample) {
      rows.add(row.getAs("position"), row.getAs("group"), row.getAs("click"), encoding.of(row));
    }
    return rows;
  }
}
