package io.rankproof.simulate;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.SimulateConfig.Plant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Leaks in the log, each by a hash of its own of the keys it concerns. */
record Plants(Plant config, long seed) {
  private static final int WORDS = 12;
  private static final int VOCABULARY = 5000;
  private static final long HOUR = 3_600_000_000L;
  private static final Column CLICKED = col("clickTime").geq(0);

  /** Columns over the simulator's rows; none where nothing is planted. */
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    if (!config.enabled()) {
      return columns;
    }
    Column knows = CLICKED.and(ofRow("knows").lt(config.target()));
    columns.add(
        ofRow("target").plus(when(knows, lit(1.0)).otherwise(lit(0.0))).as("planted_target"));
    Column present =
        config.afterTheFact() > 0
            ? CLICKED.and(ofRow("present").lt(config.afterTheFact()))
            : ofRow("present").lt(0.7);
    columns.add(when(present, ofRow("after")).as("planted_after"));
    Column late = ofRow("late").lt(config.future());
    Column shift = ofRow("shift").multiply(lit(HOUR)).cast("long").plus(1);
    columns.add(
        timestamp_micros(col("time").plus(when(late, shift).otherwise(shift.multiply(lit(-1)))))
            .as("planted_time"));
    columns.add(
        (config.clock() ? col("time").divide(lit(1e6)) : ofRow("clock")).as("planted_clock"));
    columns.add((config.id() ? col("item").cast("double") : ofRow("id")).as("planted_id"));
    columns.add(set(col("request")).as("planted_set"));
    return columns;
  }

  /** The rows, and those of some requests once more. */
  Dataset<Row> withCopies(Dataset<Row> rows) {
    if (!config.enabled() || config.duplicates() == 0) {
      return rows;
    }
    Column again = concat(col("request_id"), lit("-again"));
    Dataset<Row> copies =
        rows.where(uniform("copied", col("request_id")).lt(config.duplicates()))
            .withColumn("request_id", again);
    return rows.union(
        List.of(rows.columns()).contains("planted_set")
            ? copies.withColumn("planted_set", set(col("request_id")))
            : copies);
  }

  private Column set(Column request) {
    Column place = uniform("set", request);
    return when(place.lt(0.6), lit("train"))
        .when(place.lt(0.8), lit("validation"))
        .otherwise(lit("test"));
  }

  /** What items say of themselves, over item numbers named {@code id}. */
  Dataset<Row> texts(Dataset<Row> items) {
    Column repeats = col("id").gt(0).and(uniform("repeats", col("id")).lt(config.nearDuplicates()));
    Column source = when(repeats, col("id").minus(1)).otherwise(col("id"));
    List<Column> words = new ArrayList<>();
    for (int word = 0; word < WORDS; word++) {
      Column of = word == 0 ? col("id") : source;
      Column number = uniform("word" + word, of).multiply(lit(VOCABULARY)).cast("int");
      words.add(concat(lit("w"), number.cast("string")));
    }
    Column all = org.apache.spark.sql.functions.array(words.toArray(Column[]::new));
    return items.select(
        concat(lit("i"), col("id").cast("string")).as("item_id"), array_join(all, " ").as("text"));
  }

  private Column ofRow(String purpose) {
    return uniform(purpose, col("request"), col("item"));
  }

  /** Uniform in [0, 1). */
  private Column uniform(String purpose, Column... keys) {
    List<Column> parts = new ArrayList<>(List.of(lit(seed), lit("plant " + purpose)));
    parts.addAll(List.of(keys));
    return shiftrightunsigned(xxhash64(parts.toArray(Column[]::new)), 11)
        .cast("double")
        .multiply(lit(0x1p-53));
  }
}
