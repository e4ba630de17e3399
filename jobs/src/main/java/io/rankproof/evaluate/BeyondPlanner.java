package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;

import io.rankproof.config.BeyondMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Decides what can be measured beyond accuracy, and says what cannot, and why. */
final class BeyondPlanner {
  private final Setting setting;
  private final Dataset<Row> rows;

  /**
   * @param rows with the columns of {@link BeyondRows#described}
   */
  BeyondPlanner(Setting setting, Dataset<Row> rows) {
    this.setting = setting;
    this.rows = rows;
  }

  BeyondPlan plan() {
    Column dimensions = max(size(col(BeyondRows.VECTOR))).as("dimensions");
    Column[] counts =
        Arrays.stream(BeyondMetric.values())
            .filter(metric -> column(metric) != null)
            .map(metric -> count(col(column(metric))).as(metric.name()))
            .toArray(Column[]::new);
    Row known = rows.agg(dimensions, counts).head();
    List<BeyondMetric> computed = new ArrayList<>();
    for (BeyondMetric metric : BeyondMetric.values()) {
      if (column(metric) == null || known.<Long>getAs(metric.name()) > 0) {
        computed.add(metric);
      } else {
        setting.out().notComputed(title(metric), reason(metric));
      }
    }
    return new BeyondPlan(
        List.copyOf(computed),
        setting.scored().models().size(),
        setting.config().beyond().k(),
        setting.config().ties(),
        known.isNullAt(0) ? 0 : Math.max(0, known.getInt(0)));
  }

  private String title(BeyondMetric metric) {
    return metric.title(setting.config().beyond().k());
  }

  /** What a metric needs of a row; null: nothing but its item. */
  private static String column(BeyondMetric metric) {
    return switch (metric) {
      case COVERAGE, ITEM_GINI -> null;
      case CREATOR_GINI -> BeyondRows.CREATOR;
      case NOVELTY -> BeyondRows.INFORMATION;
      case CATEGORY_DIVERSITY -> BeyondRows.CATEGORY;
      case VECTOR_DIVERSITY -> BeyondRows.VECTOR;
      case FRESH_SHARE -> BeyondRows.FRESH;
      case HIDE_RATE -> BeyondRows.HIDDEN;
    };
  }

  private static String reason(BeyondMetric metric) {
    String unset = " is not set, or has no value in the test set";
    return switch (metric) {
      case COVERAGE, ITEM_GINI -> throw new AssertionError(metric);
      case CREATOR_GINI -> "source.columns.item-creator" + unset;
      case NOVELTY -> "the table scores does not have the items' shares of the training set";
      case CATEGORY_DIVERSITY -> "source.columns.item-category" + unset;
      case VECTOR_DIVERSITY -> "source.columns.item-vector" + unset;
      case FRESH_SHARE -> "source.columns.item-created" + unset;
      case HIDE_RATE -> "there is no label hide (evaluate.beyond.hide names another one)";
    };
  }
}
