package io.rankproof.propensity;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.PropensityConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Propensities on rows: the key they are looked up by, and the weights made of them. */
public final class Propensities {
  /** Context of every row when {@code propensity.contexts} is empty. */
  static final String ALL = "all";

  private Propensities() {}

  /**
   * Adds the column {@code propensity}: the usable p of the row's context and position, null where
   * there is none.
   *
   * @param rows rows with {@code position} and the segments of {@code propensity.contexts}
   * @param propensities the run's table
   */
  public static Dataset<Row> attach(
      Dataset<Row> rows, Dataset<Row> propensities, PropensityConfig config) {
    Dataset<Row> usable =
        propensities
            .where(col("usable"))
            .select(
                col("context").as("propensity_context"),
                col("position").as("propensity_position"),
                col("propensity"));
    Column sameKey =
        col("propensity_context")
            .equalTo(context(config.contexts()))
            .and(col("propensity_position").equalTo(position(config)));
    return rows.join(broadcast(usable), sameKey, "left")
        .drop("propensity_context", "propensity_position");
  }

  /**
   * Whether any propensity may be used; a small query.
   *
   * @param propensities the table {@code propensities}
   */
  public static boolean anyUsable(Dataset<Row> propensities) {
    return !propensities.where(col("usable")).isEmpty();
  }

  /**
   * The training weight of a row: its instance weight, times min(1/p, clip) where the label is
   * positive. An unclicked row is never divided by p: that would debias nothing.
   *
   * @param label the label trained on
   * @param clip largest factor
   */
  public static Column trainingWeight(Column label, double clip) {
    Column inverse = coalesce(lit(1).divide(col("propensity")), lit(1.0));
    return col("weight").multiply(when(label.gt(0), least(inverse, lit(clip))).otherwise(lit(1.0)));
  }

  /** Segment values joined by {@code |}; a missing value is the empty text. */
  static Column context(List<String> segments) {
    if (segments.isEmpty()) {
      return lit(ALL);
    }
    return concat_ws("|", segments.stream().map(Propensities::escaped).toArray(Column[]::new));
  }

  /** The values that {@link #context} joined. */
  static List<String> segments(String context) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < context.length(); i++) {
      char next = context.charAt(i);
      if (next == '|') {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(next == '\\' ? context.charAt(++i) : next);
      }
    }
    values.add(value.toString());
    return List.copyOf(values);
  }

  /** Deeper positions share the curve's last point. */
  static Column position(PropensityConfig config) {
    return least(col("position"), lit(config.maxPosition()));
  }

  private static Column escaped(String segment) {
    Column value = coalesce(col("segment_" + segment).cast("string"), lit(""));
    return regexp_replace(value, "([|\\\\])", "\\\\$1");
  }
}
