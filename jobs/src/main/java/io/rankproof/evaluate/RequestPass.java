package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Evaluates every request once, for all models and metrics. */
final class RequestPass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MetricPlan plan;
  private final Cohorts cohorts;
  private final List<String> models;

  RequestPass(MetricPlan plan, Cohorts cohorts, List<String> models) {
    this.plan = plan;
    this.cohorts = cohorts;
    this.models = List.copyOf(models);
  }

  /** Evaluates rows as {@link ScoredRows#grouped} gives them. */
  JavaRDD<RequestBlock> evaluate(Dataset<Row> grouped) {
    return GroupedRows.of(grouped)
        .mapPartitions(rows -> new RequestReader(rows, plan, cohorts), true);
  }

  /** The table {@code request_metrics}. */
  Dataset<Row> table(SparkSession spark, JavaRDD<RequestBlock> blocks) {
    return spark.createDataFrame(blocks.flatMap(this::rows), schema());
  }

  /** Columns of {@link #table}. */
  StructType schema() {
    StructType schema =
        new StructType()
            .add("request", DataTypes.StringType, false)
            .add("cluster", DataTypes.StringType, false)
            .add("model", DataTypes.StringType, false)
            .add("items", DataTypes.IntegerType, false);
    for (String name : plan.names()) {
      schema = schema.add(column(name), DataTypes.DoubleType, true);
    }
    return schema;
  }

  /**
   * A metric's column: its name, but that column names of Delta tables may not have parentheses,
   * commas and the like, and a dot would read as a field.
   */
  static String column(String metric) {
    return metric
        .replaceAll("[({]", "[")
        .replaceAll("[)}]", "]")
        .replace('=', ':')
        .replaceAll("[,;]", "|")
        .replaceAll("[.\\s`]", "_");
  }

  private Iterator<Row> rows(RequestBlock block) {
    List<Row> rows = new ArrayList<>(block.size() * plan.models());
    for (int request = 0; request < block.size(); request++) {
      for (int model = 0; model < plan.models(); model++) {
        rows.add(row(block, request, model));
      }
    }
    return rows.iterator();
  }

  private Row row(RequestBlock block, int request, int model) {
    Object[] values = new Object[4 + plan.names().size()];
    values[0] = block.request(request);
    values[1] = block.cluster(request);
    values[2] = models.get(model);
    values[3] = block.items(request);
    for (int metric = 0; metric < plan.names().size(); metric++) {
      double value = block.values()[block.offset(request) + plan.value(model, metric)];
      values[4 + metric] = Double.isNaN(value) ? null : value;
    }
    return RowFactory.create(values);
  }
}
