package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The table {@code request_metrics}: the metrics of every request and model. */
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

  /** The table, from blocks with the texts of request and cluster. */
  Dataset<Row> table(SparkSession spark, JavaRDD<RowBlock> blocks) {
    return spark.createDataFrame(
        blocks.mapPartitions(part -> new Rows(new RequestCursor(part, plan, cohorts))), schema());
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

  /** The lines of a partition. */
  private final class Rows implements Iterator<Row> {
    private final RequestCursor cursor;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();

    Rows(RequestCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty() && cursor.next()) {
        String request = text(cursor.request().request());
        String cluster = text(cursor.request().cluster());
        for (int model = 0; model < plan.models(); model++) {
          ready.add(row(request, cluster, model));
        }
      }
      return !ready.isEmpty();
    }

    private String text(UTF8String name) {
      return name == null ? "" : name.toString();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private Row row(String request, String cluster, int model) {
      Object[] values = new Object[4 + plan.names().size()];
      values[0] = request;
      values[1] = cluster;
      values[2] = models.get(model);
      values[3] = cursor.request().items();
      for (int metric = 0; metric < plan.names().size(); metric++) {
        double value = cursor.values()[plan.value(model, metric)];
        values[4 + metric] = Double.isNaN(value) ? null : value;
      }
      return RowFactory.create(values);
    }
  }
}
