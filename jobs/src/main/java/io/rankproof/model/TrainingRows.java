package io.rankproof.model;

import static org.apache.spark.sql.functions.col;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.TrainConfig.Weighting;
import io.rankproof.job.RunContext;
import io.rankproof.propensity.Propensities;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Training and validation rows as models need them, read once: every model is fitted to and
 * measured on the same cached rows.
 *
 * <p>MLlib samples and merges per partition: fits agree only where partitions hold the same rows in
 * the same order, whatever the cluster and the layout of the input.
 */
final class TrainingRows implements AutoCloseable {
  private static final List<String> FIXED =
      List.of(
          "split", "request", "item", "item_created", "time", "position", "weight", "propensity");

  private final Dataset<Row> rows;
  private final double clip;
  private final boolean weighable;

  private TrainingRows(Dataset<Row> rows, double clip, boolean weighable) {
    this.rows = rows;
    this.clip = clip;
    this.weighable = weighable;
  }

  static TrainingRows of(RunContext context) {
    Dataset<Row> propensities = context.read(Table.PROPENSITIES);
    Dataset<Row> examples =
        context.read(Table.EXAMPLES).where(col("split").isin("train", "validation"));
    boolean examined = Propensities.anyUsable(propensities);
    LabelConfig label = context.config().label();
    Dataset<Row> rows =
        DelayedLabels.correct(
            Propensities.attach(examples, propensities, context.config().propensity()),
            label,
            () -> examined);
    boolean weighable = examined || label.immature() == LabelConfig.Immature.WEIGHT;
    return new TrainingRows(
        ordered(rows, context.config().train().partitions())
            .persist(StorageLevel.MEMORY_AND_DISK()),
        context.config().propensity().clip(),
        weighable);
  }

  private static Dataset<Row> ordered(Dataset<Row> rows, int partitions) {
    List<Column> columns = new ArrayList<>();
    FIXED.forEach(name -> columns.add(col(name)));
    Arrays.stream(rows.columns())
        .filter(name -> name.matches("(feature|category|label)_.*"))
        .forEach(name -> columns.add(col(name)));
    return rows.select(columns.toArray(Column[]::new))
        .repartition(partitions, col("request"))
        .sortWithinPartitions("request", "position", "item");
  }

  /** Whether there is a propensity to weight by. */
  boolean weighable() {
    return weighable;
  }

  /** The rows of a set with the columns label and train_weight. */
  Dataset<Row> of(String split, ModelSpec spec) {
    return labelled(rows.where(col("split").equalTo(split)), spec);
  }

  /** The rows of both sets, with label, train_weight and validation. */
  Dataset<Row> both(ModelSpec spec) {
    return labelled(rows, spec).withColumn("validation", col("split").equalTo("validation"));
  }

  private Dataset<Row> labelled(Dataset<Row> from, ModelSpec spec) {
    Column label = col("label_" + spec.label());
    Column weight =
        spec.weighting() != Weighting.NONE
            ? Propensities.trainingWeight(label, clip)
            : col("weight");
    return from.where(label.isNotNull())
        .withColumn("label", label)
        .withColumn("train_weight", weight);
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
