package io.rankproof.ope;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udaf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.RankproofConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The reward of a row predicted from its features, categories and position. Cross-fitted: users are
 * dealt into folds by a seeded hash, and a row's prediction comes from a model fitted to the other
 * folds, so that no reward takes part in its own prediction (Chernozhukov et al. 2018).
 *
 * <p>Features are hashed, which learns nothing from the data; a missing one counts as 0.
 */
final class RewardModel {
  private static final int LOGISTIC_FEATURES = 1024;
  private static final int TREE_FEATURES = 256;
  private static final String POSITION = "_reward_position";
  private static final String FOLD = "_reward_fold";
  private static final String VECTOR = "_reward_features";
  private static final String POSITION_VECTOR = "_reward_position_features";

  private final List<ProbabilisticClassificationModel<Vector, ?>> models;
  private final FeatureHasher hasher;
  private final long seed;

  private RewardModel(
      List<ProbabilisticClassificationModel<Vector, ?>> models, FeatureHasher hasher, long seed) {
    this.models = models;
    this.hasher = hasher;
    this.seed = seed;
  }

  /** Why there can be none; empty where there can. */
  static Optional<String> obstacle(Dataset<Row> rows, RankproofConfig config) {
    if (config.ope().rewardModel().kind() == OpeConfig.RewardModel.Kind.NONE) {
      return Optional.of("ope.reward-model.kind is none");
    }
    if (features(rows).isEmpty()) {
      return Optional.of("source.features and source.categories are empty");
    }
    Row counts =
        rows.agg(
                count(lit(1)),
                count_if(col("_reward").equalTo(1)),
                count_if(col("_reward").isin(0, 1).equalTo(false)))
            .head();
    if (counts.getLong(2) > 0) {
      return Optional.of("the label has values other than 0 and 1");
    }
    return counts.getLong(1) == 0 || counts.getLong(1) == counts.getLong(0)
        ? Optional.of("the label has one class only")
        : Optional.empty();
  }

  /**
   * Fits a model per fold to rows with cluster, request, position, features and {@code _reward}.
   */
  static RewardModel fit(Dataset<Row> rows, RankproofConfig config) {
    boolean trees = config.ope().rewardModel().kind() == OpeConfig.RewardModel.Kind.GBT;
    FeatureHasher hasher =
        new FeatureHasher()
            .setInputCols(inputs(rows))
            .setOutputCol(VECTOR)
            .setNumFeatures(trees ? TREE_FEATURES : LOGISTIC_FEATURES);
    int folds = config.ope().rewardModel().folds();
    Dataset<Row> training =
        hasher
            .transform(rows.withColumn(POSITION, position(col("position"))))
            .select(
                fold(config.seed(), folds).as(FOLD),
                col("request"),
                col("_order"),
                col("item"),
                col(VECTOR),
                col("_reward").as("label"),
                col("weight"))
            // fits agree only where partitions hold the same rows in the same order
            .repartition(config.train().partitions(), col("request"))
            .sortWithinPartitions("request", "_order", "item");
    List<ProbabilisticClassificationModel<Vector, ?>> models = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      Dataset<Row> others = training.where(col(FOLD).notEqual(fold));
      models.add(trees ? trees(config.seed()).fit(others) : withoutSummary(logistic().fit(others)));
    }
    return new RewardModel(models, hasher, config.seed());
  }

  private static LogisticRegression logistic() {
    return new LogisticRegression()
        .setFamily("binomial")
        .setFeaturesCol(VECTOR)
        .setWeightCol("weight")
        .setRegParam(0.001)
        .setElasticNetParam(0)
        .setMaxIter(100);
  }

  /** The summary of the fit holds the session, which tasks cannot be sent. */
  private static LogisticRegressionModel withoutSummary(LogisticRegressionModel fitted) {
    return new LogisticRegressionModel(fitted.uid(), fitted.coefficients(), fitted.intercept());
  }

  private static GBTClassifier trees(long seed) {
    return new GBTClassifier()
        .setFeaturesCol(VECTOR)
        .setWeightCol("weight")
        .setSeed(seed)
        .setMaxIter(30)
        .setMaxDepth(4)
        .setStepSize(0.2)
        .setMinInstancesPerNode(20);
  }

  /**
   * Adds a column with each row's predicted reward at a position, by the model of its fold.
   *
   * @param at the position, which need not be the logged one
   */
  Dataset<Row> predict(Dataset<Row> rows, Column at, String column) {
    Dataset<Row> result = hasher.transform(rows.withColumn(POSITION, position(at)));
    Column prediction = lit(null).cast("double");
    List<String> made = new ArrayList<>(List.of(POSITION, VECTOR));
    for (int fold = 0; fold < models.size(); fold++) {
      String probability = "_reward_probability_" + fold;
      made.add(probability);
      ProbabilisticClassificationModel<Vector, ?> model = models.get(fold);
      model.setFeaturesCol(VECTOR);
      model.setProbabilityCol(probability);
      model.setRawPredictionCol("");
      model.setPredictionCol("");
      result = model.transform(result);
      Column positive =
          org.apache.spark.ml.functions.vector_to_array(col(probability), "float64").getItem(1);
      prediction = when(fold(seed, models.size()).equalTo(fold), positive).otherwise(prediction);
    }
    return result.withColumn(column, prediction).drop(made.toArray(String[]::new));
  }

  /**
   * Adds an array with the predicted reward, by place, of what a softmax over the items of a list
   * shows there, by the model of the list's fold. A prediction per item and place; of a list that
   * is too long or not used the array is empty.
   *
   * @param logOdds of the row's item, not null
   * @param used whether a row is: a list is where one of its rows is
   * @param cascade whether an item above is not put back
   * @param list the whole list from its top, the rows of one user's request
   */
  Dataset<Row> expectedByPlace(
      Dataset<Row> rows,
      Column logOdds,
      Column used,
      boolean cascade,
      WindowSpec list,
      String column) {
    FeatureHasher items = hasher.copy(ParamMap.empty()).setInputCols(hashedOfItems());
    FeatureHasher positions =
        hasher
            .copy(ParamMap.empty())
            .setInputCols(new String[] {POSITION})
            .setOutputCol(POSITION_VECTOR);
    Dataset<Row> hashed =
        positions.transform(items.transform(rows.withColumn(POSITION, position(col("position")))));
    ExpectedByPlace expected =
        new ExpectedByPlace(
            models, cascade, rows.sparkSession().implicits().newDoubleArrayEncoder());
    Column values =
        udaf(expected, Encoders.row(ExpectedByPlace.INPUT))
            .apply(
                col(VECTOR),
                col(POSITION_VECTOR),
                logOdds,
                fold(seed, models.size()).cast("int"),
                used)
            .over(list);
    return hashed.withColumn(column, values).drop(POSITION, VECTOR, POSITION_VECTOR);
  }

  private String[] hashedOfItems() {
    return Arrays.stream(hasher.getInputCols())
        .filter(name -> !name.equals(POSITION))
        .toArray(String[]::new);
  }

  private static Column fold(long seed, int folds) {
    return pmod(xxhash64(lit(seed), lit("fold"), col("cluster")), lit((long) folds));
  }

  private static Column position(Column position) {
    return coalesce(position.cast("string"), lit("none"));
  }

  private static List<String> features(Dataset<Row> rows) {
    return Arrays.stream(rows.columns())
        .filter(name -> name.matches("(feature|category)_.*"))
        .toList();
  }

  private static String[] inputs(Dataset<Row> rows) {
    List<String> inputs = new ArrayList<>(features(rows));
    inputs.add(POSITION);
    return inputs.toArray(String[]::new);
  }
}
