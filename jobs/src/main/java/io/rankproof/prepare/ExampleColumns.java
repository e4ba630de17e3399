package io.rankproof.prepare;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The columns of {@code examples}, in the order of the tables' contract. */
final class ExampleColumns {
  private static final List<String> FIXED =
      List.of(
          "split",
          "request",
          "item",
          "user",
          "cluster",
          "time",
          "position",
          "policy",
          "action_propensity",
          "examination_propensity",
          "randomised",
          "item_created",
          "item_category",
          "item_creator",
          "item_vector",
          "weight",
          "mature",
          "completeness");

  private ExampleColumns() {}

  static Dataset<Row> select(Dataset<Row> rows, RankproofConfig config) {
    List<String> names = new ArrayList<>(FIXED);
    config.label().names().forEach(label -> names.add(Labels.column(label)));
    config.label().engagements().keySet().forEach(e -> names.add(LogColumns.engaged(e)));
    add(names, "feature_", config.source().features().keySet());
    add(names, "category_", config.source().categories().keySet());
    config.source().featureTimes().keySet().forEach(f -> names.add(LogColumns.dated(f)));
    add(names, "segment_", config.source().segments().keySet());
    addNumbers(names, config.source().segments().keySet(), rows);
    add(names, "score_", config.source().scores().keySet());
    config.ope().targets().forEach((name, target) -> addTarget(names, name, target));
    add(names, "logger_", config.ope().loggers().keySet());
    return rows.select(names.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  private static void addNumbers(
      List<String> names, Collection<String> segments, Dataset<Row> rows) {
    List<String> columns = Arrays.asList(rows.columns());
    segments.stream().map(LogColumns::number).filter(columns::contains).forEach(names::add);
  }

  private static void addTarget(List<String> names, String name, OpeConfig.Target target) {
    target.probability().ifPresent(e -> names.add("target_" + name));
    target.prediction().ifPresent(e -> names.add("prediction_" + name));
    target.expected().ifPresent(e -> names.add("expected_" + name));
  }

  private static void add(List<String> names, String prefix, Collection<String> of) {
    of.forEach(name -> names.add(prefix + name));
  }
}
