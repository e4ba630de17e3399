package io.rankproof.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Training on expected relevance: EM with the propensities held fixed (Wang et al., WSDM 2018), in
 * batch and with soft weights. A row without a click at a position with propensity p was relevant
 * with
 *
 * <pre>
 *   q = r (1 - p) / (1 - p r),   r what the model says
 * </pre>
 *
 * so it is two rows, a positive one with weight q and a negative one with 1 - q, and the model is
 * fitted anew. Where this comes to rest the model maximises the likelihood of the clicks, P(click)
 * = p r, without the bias in the negative mass that inverse-propensity weights leave.
 */
final class SoftLabels {
  private static final String RELEVANCE = "_relevance";
  private static final String COPY = "_copy";
  private static final double MOST = 1 - 1e-9;

  private SoftLabels() {}

  /**
   * @param rows with label (0 or more), train_weight, weight and propensity
   * @param fit fits a model to rows with label and train_weight
   * @param iterations fits after the first one, which is to the rows as they are
   */
  static FittedModel fit(
      Dataset<Row> rows, Function<Dataset<Row>, FittedModel> fit, int iterations) {
    FittedModel model = fit.apply(rows);
    for (int i = 0; i < iterations; i++) {
      model = fit.apply(copies(model.score(rows, RELEVANCE)));
    }
    return model;
  }

  /** Both copies of every row; a copy without weight is left out. */
  static Dataset<Row> copies(Dataset<Row> scored) {
    Column p = least(coalesce(col("propensity"), lit(1.0)), lit(1.0));
    Column r = greatest(least(col(RELEVANCE), lit(MOST)), lit(0.0));
    Column unclicked = r.multiply(lit(1).minus(p)).divide(lit(1).minus(p.multiply(r)));
    Column relevant = when(col("label").gt(0), lit(1.0)).otherwise(unclicked);
    Column both =
        array(
            copy(lit(1.0), col("weight").multiply(relevant)),
            copy(lit(0.0), col("weight").multiply(lit(1).minus(relevant))));
    List<Column> columns =
        new ArrayList<>(
            Arrays.stream(scored.columns())
                .filter(name -> !List.of("label", "train_weight", RELEVANCE).contains(name))
                .map(name -> col("`" + name + "`"))
                .toList());
    columns.add(explode(both).as(COPY));
    return scored
        .select(columns.toArray(Column[]::new))
        .withColumn("label", col(COPY + ".label"))
        .withColumn("train_weight", col(COPY + ".train_weight"))
        .drop(COPY)
        .where(col("train_weight").gt(0));
  }

  private static Column copy(Column label, Column weight) {
    return struct(label.as("label"), weight.as("train_weight"));
  }
}
