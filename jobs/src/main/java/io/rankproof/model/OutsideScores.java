package io.rankproof.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.rankproof.config.RankproofConfig;
import io.rankproof.config.ScoreConfig.ScoreTable;
import io.rankproof.error.InputException;
import io.rankproof.ingest.Expressions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores made elsewhere, in tables keyed by request and item. */
final class OutsideScores {
  private static final int SHOWN = 3;
  private final Map<String, ScoreTable> tables;
  private final TableReader reader;

  /** Reads an entry of {@code source.tables}. */
  @FunctionalInterface
  interface TableReader {
    /**
     * @param key the config key that asks for it
     * @param name its name under {@code source.tables}
     */
    Dataset<Row> table(String key, String name);
  }

  OutsideScores(RankproofConfig config, TableReader reader) {
    this.tables = config.score().tables();
    this.reader = reader;
  }

  /** The rows with a column {@code score_NAME} per table; null where the table has no score. */
  Dataset<Row> join(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (Map.Entry<String, ScoreTable> entry : tables.entrySet()) {
      result = join(result, entry.getKey(), entry.getValue());
    }
    return result;
  }

  private Dataset<Row> join(Dataset<Row> rows, String model, ScoreTable table) {
    String key = "score.tables." + model;
    Dataset<Row> scores = select(key, table, model);
    refuseDuplicates(key, scores);
    return rows.join(
            scores,
            rows.col("request")
                .equalTo(scores.col("_request"))
                .and(rows.col("item").equalTo(scores.col("_item"))),
            "left")
        .drop("_request", "_item");
  }

  /** Refuses tables that lack a column or have one of the wrong type; reads no row. */
  void check() {
    tables.forEach((model, table) -> select("score.tables." + model, table, model));
  }

  private Dataset<Row> select(String key, ScoreTable table, String model) {
    Dataset<Row> source = reader.table(key + ".table", table.table());
    Expressions expressions = new Expressions(source);
    return source
        .select(
            expressions.id(key + ".request", table.request()).as("_request"),
            expressions.id(key + ".item", table.item()).as("_item"),
            expressions.number(key + ".score", table.score()).as("score_" + model))
        .where(col("_request").isNotNull().and(col("_item").isNotNull()));
  }

  private static void refuseDuplicates(String key, Dataset<Row> scores) {
    List<Row> twice =
        scores
            .groupBy("_request", "_item")
            .agg(count(lit(1)).as("n"))
            .where(col("n").gt(1))
            .orderBy("_request", "_item")
            .limit(SHOWN)
            .collectAsList();
    if (!twice.isEmpty()) {
      throw new InputException(
          key
              + ": the table has more than one score for request and item "
              + twice.stream().map(OutsideScores::shown).collect(Collectors.joining(", "))
              + "; give one row per request and item");
    }
  }

  private static String shown(Row row) {
    return "(" + row.getString(0) + ", " + row.getString(1) + ")";
  }
}
