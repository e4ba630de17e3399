package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.EvaluateConfig.Ties;
import io.rankproof.rows.RowSpec;
import io.rankproof.rows.RowSpec.TieKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The scored rows of the test set, and the names in their columns.
 *
 * @param rows columns as the table {@code scores} has them
 * @param models names, in alphabetical order
 * @param labels names, the primary one first
 * @param segments names of all segments
 */
record ScoredRows(
    Dataset<Row> rows, List<String> models, List<String> labels, List<String> segments) {
  private static final String SCORE = "score_";
  private static final String LABEL = "label_";
  static final String SEGMENT = "segment_";

  /** Of segments whose values are numbers. */
  static final String NUMBER = "number_";

  static ScoredRows of(Dataset<Row> scores, String primary) {
    List<String> labels = new ArrayList<>(names(scores, LABEL));
    if (labels.remove(primary)) {
      labels.add(0, primary);
    }
    return new ScoredRows(
        scores, names(scores, SCORE), List.copyOf(labels), names(scores, SEGMENT));
  }

  private static List<String> names(Dataset<Row> scores, String prefix) {
    return Arrays.stream(scores.columns())
        .filter(column -> column.startsWith(prefix))
        .map(column -> column.substring(prefix.length()))
        .sorted()
        .toList();
  }

  /** The same with these labels only. */
  ScoredRows withLabels(List<String> used) {
    return new ScoredRows(rows, models, List.copyOf(used), segments);
  }

  static Column score(String model) {
    return col("`" + SCORE + model + "`").cast("double");
  }

  static Column label(String name) {
    return col("`" + LABEL + name + "`").cast("double");
  }

  /** A segment's value as text, never null. */
  static Column segment(String name) {
    return coalesce(col("`" + SEGMENT + name + "`").cast("string"), lit(SliceValue.MISSING));
  }

  /** The columns that passes over rows read; those that say nothing are left out. */
  RowSpec spec(Cohorts cohorts, LogProfile profile, Ties ties, long seed, boolean weights) {
    return new RowSpec(
        Optional.of("request"),
        Optional.of("cluster"),
        false,
        tieKey(ties),
        Optional.of("item"),
        seed,
        profile.hasRandomised() ? Optional.of("randomised") : Optional.empty(),
        profile.hasPropensities() ? Optional.of("propensity") : Optional.empty(),
        weights ? Optional.of("weight") : Optional.empty(),
        labels.stream().map(LABEL::concat).toList(),
        models.stream().map(SCORE::concat).toList(),
        SliceReader.segments(cohorts));
  }

  private static TieKey tieKey(Ties ties) {
    return switch (ties) {
      case EXPECTED -> TieKey.NONE;
      case HASH -> TieKey.HASH;
      case TREC -> TieKey.ITEM;
    };
  }
}
