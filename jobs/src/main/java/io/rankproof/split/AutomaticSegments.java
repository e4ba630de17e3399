package io.rankproof.split;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SplitConfig.AutomaticSegment;
import io.rankproof.config.SplitConfig.Segments;
import io.rankproof.ingest.LogColumns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Segments that are made of the split: whether train knows a row's user and item, and how well.
 * They are made where a slice or a context asks for them.
 */
public final class AutomaticSegments {
  private static final WindowSpec USER = Window.partitionBy(LogColumns.CLUSTER);
  private static final Column TRAINED = col("split").equalTo(Sets.TRAIN);
  private static final Column KNOWN = col(LogColumns.USER).isNotNull();
  private static final String ROWS = "_rows";

  private AutomaticSegments() {}

  /** Those that the config asks for. */
  public static Set<AutomaticSegment> wanted(RankproofConfig config) {
    List<String> named = new ArrayList<>(config.propensity().contexts());
    named.addAll(config.evaluate().sliceFinder().columns());
    for (String slice : config.evaluate().slices()) {
      for (String segment : slice.split("\\*", -1)) {
        named.add(segment.strip());
      }
    }
    Set<AutomaticSegment> wanted = EnumSet.noneOf(AutomaticSegment.class);
    for (AutomaticSegment segment : AutomaticSegment.values()) {
      if (named.contains(segment.segment())) {
        wanted.add(segment);
      }
    }
    return wanted;
  }

  /**
   * Adds them.
   *
   * @param partitions by hash of the cluster, for those that look at a user's rows
   */
  public static Dataset<Row> add(Dataset<Row> examples, RankproofConfig config, int partitions) {
    Segments bounds = config.split().segments();
    Dataset<Row> rows = examples;
    Set<AutomaticSegment> wanted = wanted(config);
    if (wanted.contains(AutomaticSegment.ITEM_COLD)) {
      rows = withItems(rows, bounds.coldItem());
    }
    long heavy =
        wanted.contains(AutomaticSegment.USER_HEAVY)
            ? leastRowsOfHeavyUsers(examples, bounds.heavyUser())
            : 0;
    rows = rows.repartition(partitions, col(LogColumns.CLUSTER));
    for (AutomaticSegment segment : wanted) {
      rows =
          switch (segment) {
            case USER_SEEN -> ofUser(rows, segment, trainedRows().gt(0), "seen", "unseen");
            case USER_NEW -> ofUser(rows, segment, isNew(bounds), "new", "established");
            case USER_HEAVY -> ofUser(rows, segment, trainedRows().geq(heavy), "heavy", "regular");
            case ITEM_COLD -> rows;
          };
    }
    return rows;
  }

  private static Dataset<Row> with(
      Dataset<Row> rows, AutomaticSegment segment, Column condition, String yes, String no) {
    return rows.withColumn(
        "segment_" + segment.segment(), when(condition, lit(yes)).otherwise(lit(no)));
  }

  /**
   * Nobody knows whether a row without a user is of one that is new, seen or heavy: it has none.
   */
  private static Dataset<Row> ofUser(
      Dataset<Row> rows, AutomaticSegment segment, Column condition, String yes, String no) {
    return rows.withColumn(
        "segment_" + segment.segment(), when(KNOWN, when(condition, lit(yes)).otherwise(lit(no))));
  }

  private static Column trainedRows() {
    return count_if(TRAINED).over(USER);
  }

  private static Column isNew(Segments bounds) {
    Column first = unix_micros(min(LogColumns.TIME).over(USER));
    return unix_micros(col(LogColumns.TIME))
        .minus(first)
        .lt(lit(bounds.newUser().toNanos() / 1000));
  }

  private static Dataset<Row> withItems(Dataset<Row> rows, int cold) {
    Dataset<Row> known = rows.where(TRAINED).groupBy(LogColumns.ITEM).agg(count(lit(1)).as(ROWS));
    Dataset<Row> joined =
        rows.join(
            known,
            scala.jdk.javaapi.CollectionConverters.asScala(List.of(LogColumns.ITEM)).toSeq(),
            "left");
    return with(
            joined,
            AutomaticSegment.ITEM_COLD,
            coalesce(col(ROWS), lit(0L)).lt(cold),
            "cold",
            "warm")
        .drop(ROWS);
  }

  /** The most rows in train that at least this share of its users have. */
  private static long leastRowsOfHeavyUsers(Dataset<Row> examples, double share) {
    List<Row> users =
        examples
            .where(TRAINED.and(KNOWN))
            .groupBy(LogColumns.CLUSTER)
            .agg(count(lit(1)).as(ROWS))
            .groupBy(ROWS)
            .agg(count(lit(1)))
            .orderBy(col(ROWS).desc())
            .collectAsList();
    long all = users.stream().mapToLong(row -> row.getLong(1)).sum();
    long heavy = 0;
    for (Row row : users) {
      heavy += row.getLong(1);
      if (heavy >= share * all) {
        return row.getLong(0);
      }
    }
    return 1;
  }
}
