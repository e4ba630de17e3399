package io.rankproof.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.LabelConfig.Events;
import io.rankproof.config.LabelConfig.Touch;
import io.rankproof.ingest.Expressions;
import io.rankproof.ingest.ImpressionLog;
import io.rankproof.ingest.LogColumns;
import io.rankproof.ingest.Sources;
import io.rankproof.ingest.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Engagements from a table of their own. They travel to the cluster of their impression and are
 * sorted there as the impressions are: the two meet in one pass over both, no impression is
 * multiplied, and the impressions need no exchange for it.
 */
final class EventTable {
  private static final String TYPE = "_type";
  private static final String USER = "_user";
  private static final String[] REQUEST_KEYS = {LogColumns.REQUEST_KEY, LogColumns.ITEM_KEY};
  private static final String[] USER_KEYS = {LogColumns.CLUSTER_KEY, LogColumns.ITEM_KEY};

  private final String name;
  private final Dataset<Row> events;
  private final LabelConfig label;

  private EventTable(String name, Dataset<Row> events, LabelConfig label) {
    this.name = name;
    this.events = events;
    this.label = label;
  }

  static EventTable open(Sources sources, Events config, LabelConfig label) {
    Dataset<Row> rows = sources.table("label.events.table", config.table());
    Expressions columns = new Expressions(rows);
    Column request =
        label.engagements().values().stream()
                .filter(engagement -> engagement.event().isPresent())
                .allMatch(Engagement::isViewThrough)
            ? lit(null).cast(DataTypes.StringType)
            : columns.id("label.events.request", config.request());
    Column user = config.user().map(e -> columns.id("label.events.user", e)).orElse(nothing());
    Column value =
        config
            .value()
            .map(e -> columns.number("label.events.value", e))
            .orElse(lit(null).cast(DataTypes.DoubleType));
    Dataset<Row> events =
        rows.select(
            request.as(LogColumns.REQUEST),
            columns.id("label.events.item", config.item()).as(LogColumns.ITEM),
            user.as(USER),
            columns.id("label.events.type", config.type()).as(TYPE),
            unix_micros(columns.time("label.events.time", config.time())).as(Event.AT),
            value.as(Event.VALUE));
    return new EventTable(config.table(), events, label);
  }

  private static Column nothing() {
    return lit(null).cast(DataTypes.StringType);
  }

  /** The events as {@link Event} columns, in the order of the impressions they belong to. */
  Dataset<Row> sorted(ImpressionLog log, TimeRange range, int partitions) {
    List<Dataset<Row>> parts = new ArrayList<>();
    byRequest(log).ifPresent(parts::add);
    for (ViewThrough attribution : viewThroughs()) {
      Dataset<Row> of = attributable(attribution.engagements());
      parts.add(attribution.attribute(of, log.shown(range)));
    }
    return parts.stream()
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .repartition(partitions, col(LogColumns.CLUSTER_KEY))
        .sortWithinPartitions(Event.ORDER);
  }

  private Optional<Dataset<Row>> byRequest(ImpressionLog log) {
    List<String> names = named(engagement -> !engagement.isViewThrough());
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(log.withClusters(keyed(names)).select(Event.columns()));
  }

  private Dataset<Row> keyed(List<String> names) {
    return events
        .withColumn(Event.WHAT, what(names))
        .where(col(Event.WHAT).notEqual(0).and(col(LogColumns.REQUEST).isNotNull()))
        .select(
            xxhash64(col(LogColumns.REQUEST)).as(LogColumns.REQUEST_KEY),
            col(LogColumns.REQUEST),
            xxhash64(col(LogColumns.ITEM)).as(LogColumns.ITEM_KEY),
            col(Event.WHAT),
            col(Event.AT),
            col(Event.VALUE),
            lit(false).as(Event.EARLY));
  }

  /**
   * Of the events that met no impression, by engagement: those whose impression was logged and
   * cannot be used.
   */
  Map<String, Long> quarantined(ImpressionLog log, TimeRange range) {
    Map<String, Long> counts = new LinkedHashMap<>();
    List<String> ofRequests = named(engagement -> !engagement.isViewThrough());
    if (!ofRequests.isEmpty()) {
      Dataset<Row> shown =
          log.shown(range).withColumn(LogColumns.REQUEST_KEY, xxhash64(col(LogColumns.REQUEST)));
      counts.putAll(
          lost(keyed(ofRequests), ofRequests, log.unusableKeys(range), shown, REQUEST_KEYS));
    }
    List<String> ofUsers = named(Engagement::isViewThrough);
    if (!ofUsers.isEmpty()) {
      Dataset<Row> events = attributable(ofUsers);
      counts.putAll(lost(events, ofUsers, log.unusableKeys(range), log.shown(range), USER_KEYS));
    }
    return counts;
  }

  private Map<String, Long> lost(
      Dataset<Row> events,
      List<String> names,
      Dataset<Row> unusable,
      Dataset<Row> shown,
      String[] keys) {
    List<String> all = List.copyOf(label.engagements().keySet());
    Map<String, Long> bits = new LinkedHashMap<>();
    names.forEach(name -> bits.put(name, 1L << all.indexOf(name)));
    return new LostEvents(bits, keys).counts(events, unusable, shown);
  }

  /** View-through engagements that are attributed alike. */
  private List<ViewThrough> viewThroughs() {
    Map<List<Object>, List<String>> alike = new LinkedHashMap<>();
    for (String name : named(Engagement::isViewThrough)) {
      Engagement engagement = label.engagements().get(name);
      Duration window = engagement.touch() == Touch.FIRST ? engagement.window() : Duration.ZERO;
      alike
          .computeIfAbsent(List.of(engagement.touch(), window), key -> new ArrayList<>())
          .add(name);
    }
    return alike.entrySet().stream()
        .map(
            e ->
                new ViewThrough(
                    (Touch) e.getKey().get(0), (Duration) e.getKey().get(1), e.getValue()))
        .toList();
  }

  private Dataset<Row> attributable(List<String> names) {
    return events
        .withColumn(Event.WHAT, what(names))
        .where(col(Event.WHAT).notEqual(0).and(col(USER).isNotNull()))
        .select(
            xxhash64(col(USER)).as(LogColumns.CLUSTER_KEY),
            xxhash64(col(LogColumns.ITEM)).as(LogColumns.ITEM_KEY),
            col(Event.WHAT),
            col(Event.AT),
            col(Event.VALUE));
  }

  private List<String> named(java.util.function.Predicate<Engagement> which) {
    return label.engagements().entrySet().stream()
        .filter(e -> e.getValue().event().isPresent() && which.test(e.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A bit for each of these engagements that an event is. */
  private Column what(List<String> names) {
    List<String> all = List.copyOf(label.engagements().keySet());
    return names.stream()
        .map(name -> when(is(name), lit(1L << all.indexOf(name))).otherwise(lit(0L)))
        .reduce(lit(0L), Column::plus);
  }

  private Column is(String name) {
    Engagement engagement = label.engagements().get(name);
    Column is = known().and(col(TYPE).equalTo(engagement.event().orElseThrow()));
    return engagement
        .atLeast()
        .map(least -> is.and(coalesce(col(Event.VALUE).geq(least), lit(false))))
        .orElse(is);
  }

  private static Column known() {
    return col(LogColumns.ITEM)
        .isNotNull()
        .and(col(TYPE).isNotNull())
        .and(col(Event.AT).isNotNull());
  }

  private Column keyed(String name) {
    return label.engagements().get(name).isViewThrough()
        ? col(USER).isNotNull()
        : col(LogColumns.REQUEST).isNotNull();
  }

  /** Count of events that lack item, type, time, or what their engagement is matched by. */
  static final String UNUSABLE = "(unusable)";

  /** Count of events of a type that no engagement names. */
  static final String OTHER = "(other type)";

  /** Count of events whose value is below every threshold of their type. */
  static final String BELOW = "(below at-least)";

  /**
   * Rows per engagement, and rows that are none, by why; and until when there are any.
   *
   * @param range other times are not believed
   */
  Logged logged(TimeRange range) {
    List<String> names = named(engagement -> true);
    Object[] types =
        names.stream().map(n -> label.engagements().get(n).event().orElseThrow()).toArray();
    List<Column> sums = new ArrayList<>();
    names.forEach(name -> sums.add(count_if(is(name).and(keyed(name))).as(name)));
    Column named = coalesce(col(TYPE).isin(types), lit(false));
    Column anyKey =
        names.stream()
            .map(
                name ->
                    col(TYPE)
                        .equalTo(label.engagements().get(name).event().orElseThrow())
                        .and(keyed(name)))
            .reduce(lit(false), Column::or);
    Column anything = what(names).notEqual(0);
    sums.add(count_if(not(known()).or(named.and(not(anyKey)))).as(UNUSABLE));
    sums.add(count_if(known().and(not(named))).as(OTHER));
    sums.add(count_if(known().and(named).and(anyKey).and(not(anything))).as(BELOW));
    int counted = 1 + sums.size();
    sums.addAll(Recorded.sums(when(anything, col(Event.AT)), range));
    Row row = events.agg(count(lit(1)), sums.toArray(Column[]::new)).head();
    Map<String, Long> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.put(name, row.<Long>getAs(name)));
    List.of(UNUSABLE, OTHER, BELOW).forEach(name -> counts.put(name, row.<Long>getAs(name)));
    return new Logged(
        counts, Optional.of(Recorded.of("the engagement table " + name, row, counted)));
  }
}
