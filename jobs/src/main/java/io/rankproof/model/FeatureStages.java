package io.rankproof.model;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How features become a vector; everything in it was learned on the training set.
 *
 * <p>A numeric feature that is missing (null, NaN, infinite) becomes its training mean, and where
 * any was missing in training an indicator says so. A category keeps its most frequent values; the
 * rest, and values never seen, are one value "other". A missing category is a value of its own.
 *
 * @param means numeric feature to its training mean; features without any value are not in it
 * @param incomplete numeric features that have an indicator
 * @param categories categorical feature to the values kept, most frequent first
 */
record FeatureStages(
    Map<String, Double> means, List<String> incomplete, Map<String, List<String>> categories) {
  static final String VECTOR = "_features";
  private static final String MISSING = "(missing)";

  /**
   * @param train training rows
   * @param most values kept per category
   */
  static FeatureStages learn(Dataset<Row> train, ModelSpec spec, int most) {
    Map<String, Double> means = new LinkedHashMap<>();
    List<String> incomplete = new ArrayList<>();
    if (!spec.numeric().isEmpty()) {
      learnNumeric(train, spec.numeric(), means, incomplete);
    }
    Map<String, List<String>> categories = new LinkedHashMap<>();
    spec.categorical().forEach(name -> categories.put(name, mostFrequent(train, name, most)));
    return new FeatureStages(means, incomplete, categories);
  }

  private static void learnNumeric(
      Dataset<Row> train, List<String> names, Map<String, Double> means, List<String> incomplete) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(avg(expr(finite(name))));
      columns.add(count(expr(finite(name))));
    }
    Row learned = train.agg(count(lit(1)), columns.toArray(Column[]::new)).head();
    long rows = learned.getLong(0);
    for (int i = 0; i < names.size(); i++) {
      long present = learned.getLong(2 * i + 2);
      if (present > 0) {
        means.put(names.get(i), learned.getDouble(2 * i + 1));
      }
      if (present > 0 && present < rows) {
        incomplete.add(names.get(i));
      }
    }
  }

  private static List<String> mostFrequent(Dataset<Row> train, String name, int most) {
    return train
        .groupBy(coalesce(col("category_" + name), lit(MISSING)).as("value"))
        .count()
        .orderBy(desc("count"), col("value"))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Numeric features that have no value in the training set and are therefore left out. */
  List<String> empty(ModelSpec spec) {
    return spec.numeric().stream().filter(name -> !means.containsKey(name)).toList();
  }

  /** Whether nothing is left to learn from. */
  boolean isEmpty() {
    return means.isEmpty() && categories.isEmpty();
  }

  /** Values of the largest category with "other": a tree needs as many bins. */
  int largestCategory() {
    return categories.values().stream().mapToInt(List::size).max().orElse(0) + 1;
  }

  /** Categories as one number each, for trees. */
  List<PipelineStage> indexed() {
    List<PipelineStage> stages = prepared();
    List<String> inputs = numericColumns();
    categories.keySet().forEach(name -> inputs.add(index(name)));
    stages.add(assembler(inputs));
    return stages;
  }

  /** Categories as a vector of zeros and a one, for linear models; "other" is all zeros. */
  List<PipelineStage> oneHot() {
    List<PipelineStage> stages = prepared();
    List<String> inputs = numericColumns();
    for (String name : categories.keySet()) {
      stages.add(new OneHotEncoder().setInputCol(index(name)).setOutputCol("_hot_" + name));
      inputs.add("_hot_" + name);
    }
    stages.add(assembler(inputs));
    return stages;
  }

  private List<PipelineStage> prepared() {
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(new SQLTransformer().setStatement(statement()));
    categories.forEach(
        (name, values) ->
            stages.add(
                new StringIndexerModel(values.toArray(String[]::new))
                    .setInputCol("_category_" + name)
                    .setOutputCol(index(name))
                    .setHandleInvalid("keep")));
    return stages;
  }

  private String statement() {
    List<String> columns = new ArrayList<>(List.of("*"));
    means.forEach(
        (name, mean) ->
            columns.add("coalesce(" + finite(name) + ", " + mean + "D) AS `_number_" + name + "`"));
    incomplete.forEach(
        name ->
            columns.add("CAST(" + finite(name) + " IS NULL AS DOUBLE) AS `_missing_" + name + "`"));
    categories
        .keySet()
        .forEach(
            name ->
                columns.add(
                    "coalesce(`category_"
                        + name
                        + "`, '"
                        + MISSING
                        + "') AS `_category_"
                        + name
                        + "`"));
    return "SELECT " + String.join(", ", columns) + " FROM __THIS__";
  }

  private List<String> numericColumns() {
    List<String> columns = new ArrayList<>();
    means.keySet().forEach(name -> columns.add("_number_" + name));
    incomplete.forEach(name -> columns.add("_missing_" + name));
    return columns;
  }

  /** SQL: the feature, or null where it is not a finite number. NaN compares as the largest. */
  private static String finite(String name) {
    return "CASE WHEN abs(`feature_"
        + name
        + "`) < double('infinity') THEN `feature_"
        + name
        + "` END";
  }

  private static String index(String name) {
    return "_index_" + name;
  }

  private static VectorAssembler assembler(List<String> inputs) {
    return new VectorAssembler().setInputCols(inputs.toArray(String[]::new)).setOutputCol(VECTOR);
  }
}
