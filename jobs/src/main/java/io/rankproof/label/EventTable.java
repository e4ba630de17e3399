package io.rankproof.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Events;
import io.rankproof.ingest.Expressions;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.Sources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Engagements from a table of their own. Events are gathered per (request, item) before they meet
 * the impressions, so that no impression is multiplied, and they travel to their request's cluster,
 * so that the impressions need no exchange for them.
 */
final class EventTable {
  private static final String TIMES = "_times_";
  private static final String TYPE = "_type";
  private static final String AT = "_at";

  private final Dataset<Row> events;
  private final Map<String, String> types;

  private EventTable(Dataset<Row> events, Map<String, String> types) {
    this.events = events;
    this.types = types;
  }

  static EventTable open(Sources sources, Events config, LabelConfig label) {
    Dataset<Row> rows = sources.table("label.events.table", config.table());
    Expressions columns = new Expressions(rows);
    Dataset<Row> events =
        rows.select(
            columns.id("label.events.request", config.request()).as(LogColumns.REQUEST),
            columns.id("label.events.item", config.item()).as(LogColumns.ITEM),
            columns.id("label.events.type", config.type()).as(TYPE),
            unix_micros(columns.time("label.events.time", config.time())).as(AT));
    return new EventTable(events, types(label));
  }

  static String times(String engagement) {
    return TIMES + engagement;
  }

  static boolean isTimes(String column) {
    return column.startsWith(TIMES);
  }

  /** Adds an array of times per engagement; null where there is none. */
  Dataset<Row> join(Dataset<Row> impressions, ImpressionLog log, int partitions) {
    Dataset<Row> gathered =
        clustered(log)
            .repartition(partitions, col(LogColumns.CLUSTER))
            .groupBy(LogColumns.CLUSTER, LogColumns.REQUEST, LogColumns.ITEM)
            .agg(lists().get(0), lists().stream().skip(1).toArray(Column[]::new));
    List<String> keys = List.of(LogColumns.CLUSTER, LogColumns.REQUEST, LogColumns.ITEM);
    return impressions.join(gathered, CollectionConverters.asScala(keys).toSeq(), "left");
  }

  /** Rows per engagement, rows without a key or time, and rows of a type nobody asked for. */
  Map<String, Long> counts() {
    List<Column> sums = new ArrayList<>();
    types.forEach((name, type) -> sums.add(count_if(usable().and(col(TYPE).equalTo(type)))));
    Column known = coalesce(col(TYPE).isin(types.values().toArray()), lit(false));
    sums.add(count_if(not(usable())));
    sums.add(count_if(usable().and(not(known))));
    Row row = events.agg(sums.get(0), sums.stream().skip(1).toArray(Column[]::new)).head();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String name : types.keySet()) {
      counts.put(name, row.getLong(counts.size()));
    }
    counts.put(UNUSABLE, row.getLong(types.size()));
    counts.put(OTHER, row.getLong(types.size() + 1));
    return counts;
  }

  /** Count of events without request, item, type or time. */
  static final String UNUSABLE = "(unusable)";

  /** Count of events of a type that no engagement names. */
  static final String OTHER = "(other type)";

  private Dataset<Row> clustered(ImpressionLog log) {
    return events
        .where(usable().and(col(TYPE).isin(types.values().toArray())))
        .join(log.requestClusters(), LogColumns.REQUEST);
  }

  private List<Column> lists() {
    List<Column> lists = new ArrayList<>();
    types.forEach(
        (name, type) ->
            lists.add(collect_list(when(col(TYPE).equalTo(type), col(AT))).as(times(name))));
    return lists;
  }

  private static Column usable() {
    return col(LogColumns.REQUEST)
        .isNotNull()
        .and(col(LogColumns.ITEM).isNotNull())
        .and(col(TYPE).isNotNull())
        .and(col(AT).isNotNull());
  }

  private static Map<String, String> types(LabelConfig label) {
    Map<String, String> types = new TreeMap<>();
    label.engagements().forEach((name, e) -> e.event().ifPresent(type -> types.put(name, type)));
    return types;
  }
}
