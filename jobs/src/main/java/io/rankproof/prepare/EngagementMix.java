package io.rankproof.prepare;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Labels;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How many of the rows of each day (UTC) and each position were engaged with: one scan. */
final class EngagementMix {
  /** Deeper positions are one group. */
  private static final int DEEPEST = 100;

  private static final int NO_POSITION = 0;
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "by STRING, value STRING, place INT, engagement STRING, rows BIGINT, engaged BIGINT");

  private final List<String> engagements;
  private final Map<Integer, long[]> byDay = new TreeMap<>();
  private final Map<Integer, long[]> byPosition = new TreeMap<>();

  private EngagementMix(List<String> engagements) {
    this.engagements = engagements;
  }

  static Dataset<Row> of(Dataset<Row> examples, List<String> engagements) {
    EngagementMix mix = new EngagementMix(engagements);
    Column[] engaged =
        engagements.stream()
            .map(name -> count_if(col(Labels.column(name)).gt(0)))
            .toArray(Column[]::new);
    List<Row> groups =
        examples
            .groupBy(
                unix_date(col(LogColumns.TIME).cast(DataTypes.DateType)),
                least(coalesce(col(LogColumns.POSITION), lit(NO_POSITION)), lit(DEEPEST + 1)))
            .agg(count(lit(1)), engaged)
            .collectAsList();
    groups.forEach(mix::add);
    return examples.sparkSession().createDataFrame(mix.rows(), SCHEMA).coalesce(1);
  }

  private void add(Row group) {
    add(byDay, group.getInt(0), group);
    if (group.getInt(1) != NO_POSITION) {
      add(byPosition, group.getInt(1), group);
    }
  }

  private void add(Map<Integer, long[]> sums, int place, Row group) {
    long[] sum = sums.computeIfAbsent(place, key -> new long[1 + engagements.size()]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += group.getLong(2 + i);
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    int first = byDay.keySet().stream().findFirst().orElse(0);
    byDay.forEach(
        (day, sums) ->
            add(rows, "day", LocalDate.ofEpochDay(day).toString(), 1 + day - first, sums));
    byPosition.forEach((position, sums) -> add(rows, "position", name(position), position, sums));
    return rows;
  }

  private static String name(int position) {
    return position > DEEPEST ? "beyond " + DEEPEST : String.valueOf(position);
  }

  private void add(List<Row> rows, String by, String value, int place, long[] sums) {
    for (int i = 0; i < engagements.size(); i++) {
      rows.add(RowFactory.create(by, value, place, engagements.get(i), sums[0], sums[1 + i]));
    }
  }
}
