package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.OpeConfig.Slots;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a reward model says of a target that orders the items shown.
 *
 * <p>With v_k the predicted reward of what the target shows at place k, over all it may show there,
 * the reward from k on is predicted as V_k, the sum of v from k down to {@code depth}; after what
 * the log shows at k as Q_k = its prediction + V_(k+1). The mean of Q_k under the target is V_k.
 *
 * @param used whether the target uses a row: a softmax is valued in requests with such a row alone
 * @param depth places of a list that count
 */
record RankedRewards(RewardModel model, Ranking ranking, Column used, int depth) {

  /** Column of the row's prediction at its logged position, the same for every target. */
  private static final String LOGGED = "_logged_prediction";

  /** Adds what every target takes of the rows as they were logged. */
  static Dataset<Row> logged(Dataset<Row> rows, RewardModel model) {
    return model.predict(rows, col("position"), LOGGED);
  }

  /** Names of the columns made, after the ranking's prefix and "_". */
  List<String> names() {
    return ranking.slots() == Slots.ITEM_POSITION
        ? List.of("prediction", "expected")
        : List.of("prediction", "expected", "tail", "continued");
  }

  /**
   * Adds {@code _prediction} of the row and {@code _expected} of what the target would show; for
   * weights that multiply down a list V_k as {@code _tail} and Q_k as {@code _continued}.
   *
   * @param rows with the columns of the ranking and {@link #LOGGED}
   */
  Dataset<Row> apply(Dataset<Row> rows) {
    Dataset<Row> predicted = rows.withColumn(name("prediction"), col(LOGGED));
    return (ranking.temperature() > 0 ? softmax(predicted) : bestFirst(predicted))
        .drop(name("values"));
  }

  private String name(String column) {
    return ranking.prefix() + "_" + column;
  }

  /** A row's v is that of its item where the target puts it. */
  private Dataset<Row> bestFirst(Dataset<Row> rows) {
    Column moved = when(col("position").isNotNull(), col(name("position")));
    Dataset<Row> expected = model.predict(rows, moved, name("expected"));
    if (ranking.slots() == Slots.ITEM_POSITION) {
      return expected;
    }
    Column values =
        collect_list(coalesce(col(name("expected")), lit(0.0))).over(ranking.fromItsTop());
    // weights that are not 0 are of its own list, where Q_k is V_k
    return expected
        .withColumn(name("values"), values)
        .withColumn(name("tail"), valuesFrom(0))
        .withColumn(name("continued"), col(name("tail")));
  }

  /** A row's v is that of its place. */
  private Dataset<Row> softmax(Dataset<Row> rows) {
    boolean cascade = ranking.slots() == Slots.CASCADE;
    return model
        .expectedByPlace(rows, col(name("log_odds")), used, cascade, Ranking.WHOLE, name("values"))
        .withColumn(name("expected"), get(col(name("values")), col(name("place")).minus(1)))
        .withColumn(name("tail"), valuesFrom(0))
        .withColumn(name("continued"), col(name("prediction")).plus(valuesFrom(1)));
  }

  /** Sum of v from this many places below the row's down to the depth. */
  private Column valuesFrom(int below) {
    return expr(
        "aggregate(slice(%1$s, %2$s + %3$d, greatest(0, %4$d - %2$s + 1 - %3$d)), 0D, (a, x) -> a + x)"
            .formatted(name("values"), name("place"), below, depth));
  }
}
