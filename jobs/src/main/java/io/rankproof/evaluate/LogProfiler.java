package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.rankproof.evaluate.LogProfile.LabelProfile;
import io.rankproof.evaluate.LogProfile.ScoreProfile;
import io.rankproof.evaluate.LogProfile.SliceProfile;
import io.rankproof.evaluate.LogProfile.WithoutGain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Profiles the rows in one scan: aggregated by the segments that slices use, then rolled up to each
 * slice. All sums are of whole numbers, so that nothing depends on the partitioning.
 */
final class LogProfiler {
  /** Values of a slice that are looked at, by number of rows. */
  static final int MOST_VALUES = 2000;

  private static final int EVERYTHING = -1;

  private final ScoredRows scored;
  private final List<Slice> slices;
  private final List<GainMap> gains;
  private final List<String> segments;
  private final List<Measure> measures = new ArrayList<>();

  /** A number of the profile: how rows give it and how parts of it are put together. */
  private record Measure(String name, Column ofRows, boolean largest) {
    Column together() {
      return (largest ? max(col(name)) : sum(col(name))).as(name);
    }
  }

  private LogProfiler(ScoredRows scored, List<Slice> slices, List<GainMap> gains) {
    this.scored = scored;
    this.gains = gains;
    this.slices = slices;
    segments = slices.stream().flatMap(slice -> slice.segments().stream()).distinct().toList();
  }

  /**
   * @param gains tables that the labels have to be in
   */
  static LogProfile profile(ScoredRows scored, List<Slice> slices, List<GainMap> gains) {
    return new LogProfiler(scored, slices, gains).run();
  }

  private LogProfile run() {
    listMeasures();
    Dataset<Row> combinations = combinations();
    Dataset<Row> bySlice =
        combinations
            .select(explode(memberships()).as("slice"), col("*"))
            .groupBy("slice")
            .agg(together().get(0), together().subList(1, measures.size()).toArray(Column[]::new))
            .select("slice.*", measures.stream().map(Measure::name).toArray(String[]::new));
    List<Row> rows =
        bySlice
            .withColumn("place", row_number().over(bySize()))
            .withColumn("places", count(lit(1)).over(Window.partitionBy("number")))
            .where(col("place").leq(MOST_VALUES))
            .orderBy("number", "place")
            .collectAsList();
    return read(rows);
  }

  private static org.apache.spark.sql.expressions.WindowSpec bySize() {
    return Window.partitionBy("number").orderBy(col("rows").desc(), col("first"), col("second"));
  }

  private Dataset<Row> combinations() {
    Column[] keys =
        segments.stream()
            .map(name -> ScoredRows.segment(name).as(key(name)))
            .toArray(Column[]::new);
    Column[] aggregates =
        measures.stream().map(m -> m.ofRows().as(m.name())).toArray(Column[]::new);
    return scored
        .rows()
        .groupBy(keys)
        .agg(aggregates[0], Arrays.copyOfRange(aggregates, 1, aggregates.length));
  }

  private static String key(String segment) {
    return "key_" + segment;
  }

  private List<Column> together() {
    return measures.stream().map(Measure::together).toList();
  }

  private Column memberships() {
    List<Column> memberships = new ArrayList<>();
    memberships.add(membership(EVERYTHING, List.of()));
    for (int i = 0; i < slices.size(); i++) {
      memberships.add(membership(i, slices.get(i).segments()));
    }
    return array(memberships.toArray(Column[]::new));
  }

  private static Column membership(int number, List<String> of) {
    return struct(
        lit(number).as("number"),
        (of.isEmpty() ? lit("") : col(key(of.get(0)))).as("first"),
        (of.size() < 2 ? lit("") : col(key(of.get(1)))).as("second"));
  }

  private void listMeasures() {
    Column weight = col("weight").cast("double");
    Column propensity = col("propensity").cast("double");
    add("rows", count(lit(1)));
    add("users", count(col("user")));
    add("randomised", count_if(coalesce(col("randomised"), lit(false))));
    Column goodWeight = finite(weight).and(weight.geq(0));
    add("badWeights", count_if(not(goodWeight)));
    add("fractionalWeights", count_if(goodWeight.and(weight.mod(lit(1.0)).notEqual(0.0))));
    addLargest("maxWeight", max(when(goodWeight, weight)));
    add("propensities", count(propensity));
    Column usable = finite(propensity).and(propensity.gt(0));
    add("badPropensities", count_if(propensity.isNotNull().and(not(usable))));
    for (int i = 0; i < scored.labels().size(); i++) {
      addLabel("label" + i, ScoredRows.label(scored.labels().get(i)), when(usable, propensity));
    }
    for (int i = 0; i < scored.models().size(); i++) {
      addScore("score" + i, ScoredRows.score(scored.models().get(i)));
    }
    for (int i = 0; i < gains.size(); i++) {
      addGains("gain" + i, gains.get(i));
    }
  }

  private void addGains(String name, GainMap map) {
    Column label = ScoredRows.label(map.label());
    Object[] known = Arrays.stream(map.gains().labels()).boxed().toArray();
    Column outside = finite(label).and(label.gt(0)).and(not(label.isin(known)));
    add(name + "outside", count_if(outside));
    addLargest(name + "least", max(when(outside, label.multiply(-1))));
  }

  private void addLabel(String name, Column label, Column propensity) {
    Column known = finite(label);
    add(name + "unknown", count_if(not(known)));
    add(name + "notBinary", count_if(known.and(not(label.isin(0.0, 1.0)))));
    add(name + "negative", count_if(known.and(label.lt(0))));
    add(name + "positive", count_if(known.and(label.gt(0))));
    addLargest(name + "max", max(when(known, label)));
    addLargest(name + "least", max(when(known, label.multiply(-1))));
    // Whole numbers add up to the same in any order, fractions do not.
    Column inverse = ceil(lit(1.0).divide(coalesce(propensity, lit(1.0)))).cast("decimal(38,0)");
    add(name + "inverse", sum(when(known.and(label.gt(0)), inverse)));
  }

  private void addScore(String name, Column score) {
    Column known = finite(score);
    add(name + "missing", count_if(not(known)));
    addLargest(name + "max", max(when(known, score)));
    addLargest(name + "least", max(when(known, score.multiply(-1))));
  }

  private static Column finite(Column value) {
    return value
        .isNotNull()
        .and(not(isnan(value)))
        .and(abs(value).lt(lit(Double.POSITIVE_INFINITY)));
  }

  private void add(String name, Column ofRows) {
    measures.add(new Measure(name, ofRows, false));
  }

  private void addLargest(String name, Column ofRows) {
    measures.add(new Measure(name, ofRows, true));
  }

  private LogProfile read(List<Row> rows) {
    Optional<Row> all = rows.stream().filter(row -> number(row) == EVERYTHING).findFirst();
    Row total = all.filter(row -> whole(row, "rows") > 0).orElse(null);
    if (total == null) {
      return new LogProfile(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), Map.of(), Map.of());
    }
    return new LogProfile(
        whole(total, "rows"),
        whole(total, "users"),
        whole(total, "randomised"),
        whole(total, "badWeights"),
        whole(total, "fractionalWeights"),
        real(total, "maxWeight", 0),
        whole(total, "propensities"),
        whole(total, "badPropensities"),
        labels(total),
        scores(total),
        slices(rows),
        withoutGain(total));
  }

  private Map<String, LabelProfile> labels(Row total) {
    Map<String, LabelProfile> profiles = new LinkedHashMap<>();
    for (int i = 0; i < scored.labels().size(); i++) {
      String name = "label" + i;
      profiles.put(
          scored.labels().get(i),
          new LabelProfile(
              whole(total, name + "unknown"),
              whole(total, name + "notBinary"),
              whole(total, name + "negative"),
              whole(total, name + "positive"),
              -real(total, name + "least", 0),
              real(total, name + "max", 0),
              real(total, name + "inverse", 0)));
    }
    return profiles;
  }

  private Map<String, ScoreProfile> scores(Row total) {
    Map<String, ScoreProfile> profiles = new LinkedHashMap<>();
    for (int i = 0; i < scored.models().size(); i++) {
      String name = "score" + i;
      profiles.put(
          scored.models().get(i),
          new ScoreProfile(
              whole(total, name + "missing"),
              -real(total, name + "least", Double.NEGATIVE_INFINITY),
              real(total, name + "max", Double.NEGATIVE_INFINITY)));
    }
    return profiles;
  }

  private Map<String, WithoutGain> withoutGain(Row total) {
    Map<String, WithoutGain> found = new LinkedHashMap<>();
    for (int i = 0; i < gains.size(); i++) {
      long rows = whole(total, "gain" + i + "outside");
      if (rows > 0) {
        double least = -real(total, "gain" + i + "least", 0);
        found.put(gains.get(i).metric(), new WithoutGain(rows, least));
      }
    }
    return found;
  }

  private Map<Slice, SliceProfile> slices(List<Row> rows) {
    Map<Slice, SliceProfile> profiles = new LinkedHashMap<>();
    for (int i = 0; i < slices.size(); i++) {
      int number = i;
      Slice slice = slices.get(i);
      List<Row> own = rows.stream().filter(row -> number(row) == number).toList();
      profiles.put(
          slice,
          new SliceProfile(
              own.stream().map(row -> value(slice, row)).toList(),
              own.isEmpty() ? 0 : whole(own.get(0), "places")));
    }
    return profiles;
  }

  private static SliceValue value(Slice slice, Row row) {
    List<String> keys = List.of(row.<String>getAs("first"), row.<String>getAs("second"));
    return new SliceValue(
        slice, List.copyOf(keys.subList(0, slice.segments().size())), whole(row, "rows"));
  }

  private static int number(Row row) {
    return row.getAs("number");
  }

  private static long whole(Row row, String name) {
    Number value = row.getAs(name);
    return value == null ? 0 : value.longValue();
  }

  private static double real(Row row, String name, double absent) {
    Number value = row.getAs(name);
    return value == null ? absent : value.doubleValue();
  }
}
