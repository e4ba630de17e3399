package io.rankproof.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.LabelConfig.Term;
import io.rankproof.config.LabelConfig.Variant;
import io.rankproof.ingest.LogColumns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Label columns made of tallied engagements. */
public final class Labels {
  private final LabelConfig config;

  private Labels(LabelConfig config) {
    this.config = config;
  }

  /**
   * {@code label_NAME} of every engagement (0 or 1), grade, and window of the sensitivity; then
   * {@code engaged_NAME}, when it happened.
   */
  public static List<Column> of(LabelConfig config) {
    Labels labels = new Labels(config);
    List<Column> columns = new ArrayList<>();
    config
        .engagements()
        .forEach((name, e) -> columns.add(binary(name, e.window()).as(column(name))));
    config.grades().forEach((name, terms) -> columns.add(labels.grade(terms).as(column(name))));
    config.variants().forEach(variant -> columns.add(labels.variant(variant)));
    config.engagements().forEach((name, e) -> columns.add(engaged(name, e)));
    return columns;
  }

  /** The column of a label. */
  public static String column(String label) {
    return "label_" + label;
  }

  private static Column binary(String engagement, Duration window) {
    Column elapsed = col(Tallied.elapsed(engagement));
    Column happened =
        window.isZero() ? elapsed.isNotNull() : elapsed.lt(lit(window.toNanos() / 1000));
    return when(coalesce(happened, lit(false)), lit(1.0)).otherwise(lit(0.0));
  }

  /** When it first happened inside its window; null: never, or the log does not say. */
  private static Column engaged(String name, Engagement engagement) {
    Column at =
        timestamp_micros(unix_micros(col(LogColumns.TIME)).plus(col(Tallied.elapsed(name))));
    Column known = engagement.hasTimes() ? binary(name, engagement.window()).gt(0) : lit(false);
    return when(known, at).as(LogColumns.engaged(name));
  }

  private Column grade(Map<String, Term> terms) {
    return terms.entrySet().stream()
        .map(term -> quantity(term.getKey(), term.getValue()).multiply(term.getValue().weight()))
        .reduce(lit(0.0), Column::plus);
  }

  private Column quantity(String engagement, Term term) {
    Engagement of = config.engagements().get(engagement);
    Column quantity =
        switch (term.of()) {
          case HAPPENED -> binary(engagement, of.window());
          case COUNT -> col(Tallied.times(engagement)).cast(DataTypes.DoubleType);
          case VALUE -> col(Tallied.amount(engagement));
        };
    return term.most().map(most -> least(quantity, lit(most))).orElse(quantity);
  }

  private Column variant(Variant variant) {
    return config.terms(config.primary()).entrySet().stream()
        .map(
            term -> binary(term.getKey(), variant.window()).multiply(lit(term.getValue().weight())))
        .reduce(lit(0.0), Column::plus)
        .as(column(variant.name()));
  }
}
