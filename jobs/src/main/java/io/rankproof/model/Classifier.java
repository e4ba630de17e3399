package io.rankproof.model;

import static org.apache.spark.sql.functions.col;

import io.rankproof.error.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An MLlib classifier with the feature preparation it was fitted with. */
record Classifier(PipelineModel pipeline) implements FittedModel {

  /**
   * Logistic regression with an elastic net on standardised features.
   *
   * @param rows training rows with label, train_weight and features
   */
  static Classifier logistic(Dataset<Row> rows, FeatureStages features, ModelSpec spec) {
    LogisticRegression regression =
        new LogisticRegression()
            .setFamily("binomial")
            .setFeaturesCol(FeatureStages.VECTOR)
            .setLabelCol("label")
            .setWeightCol("train_weight")
            .setStandardization(true)
            .setRegParam(spec.number("regParam"))
            .setElasticNetParam(spec.number("elasticNetParam"))
            .setMaxIter(spec.whole("maxIter"))
            .setTol(spec.number("tol"));
    return fit(rows, features.oneHot(), regression);
  }

  /**
   * Gradient-boosted trees on log loss; boosting stops when the validation rows gain too little.
   *
   * @param rows training and validation rows, told apart by the boolean column {@code validation}
   */
  static Classifier trees(Dataset<Row> rows, FeatureStages features, ModelSpec spec, long seed) {
    GBTClassifier trees =
        new GBTClassifier()
            .setFeaturesCol(FeatureStages.VECTOR)
            .setLabelCol("label")
            .setWeightCol("train_weight")
            .setValidationIndicatorCol("validation")
            .setSeed(seed)
            .setMaxIter(spec.whole("maxIter"))
            .setMaxDepth(spec.whole("maxDepth"))
            .setStepSize(spec.number("stepSize"))
            .setSubsamplingRate(spec.number("subsamplingRate"))
            .setMinInstancesPerNode(spec.whole("minInstancesPerNode"))
            .setMaxBins(Math.max(spec.whole("maxBins"), features.largestCategory()));
    trees.set(trees.validationTol(), spec.number("validationTol"));
    return fit(rows, features.indexed(), trees);
  }

  private static Classifier fit(
      Dataset<Row> rows, List<PipelineStage> preparation, PipelineStage classifier) {
    List<PipelineStage> stages = new ArrayList<>(preparation);
    stages.add(classifier);
    PipelineModel fitted = new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
    return new Classifier(withoutSummary(fitted));
  }

  /**
   * The summary of a fit holds the session, which cannot go to tasks; the rest of a model can, so
   * that it scores rows before it was saved and loaded.
   */
  private static PipelineModel withoutSummary(PipelineModel fitted) {
    Transformer[] stages = fitted.stages().clone();
    int last = stages.length - 1;
    if (stages[last] instanceof LogisticRegressionModel model) {
      LogisticRegressionModel bare =
          new LogisticRegressionModel(
              model.uid(),
              model.coefficientMatrix(),
              model.interceptVector(),
              model.numClasses(),
              false);
      stages[last] = model.copyValues(bare, ParamMap.empty());
    }
    return new PipelineModel(fitted.uid(), stages);
  }

  static Classifier load(String folder) {
    return new Classifier(PipelineModel.load(folder));
  }

  @Override
  public Dataset<Row> score(Dataset<Row> rows, String column) {
    List<Column> columns =
        new ArrayList<>(Arrays.stream(rows.columns()).map(name -> col("`" + name + "`")).toList());
    columns.add(
        org.apache
            .spark
            .ml
            .functions
            .vector_to_array(col("probability"), "float64")
            .getItem(1)
            .as(column));
    return pipeline.transform(rows).select(columns.toArray(Column[]::new));
  }

  @Override
  public void save(String folder) {
    try {
      pipeline.write().overwrite().save(folder);
    } catch (IOException failed) {
      throw new StoreException("cannot write the model to " + folder, failed);
    }
  }

  @Override
  public boolean isProbability() {
    return true;
  }
}
