package io.rankproof.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A dataset that is nothing but a scan of Parquet files (plain ones, or of a Delta table without
 * deletion vectors), as the column batches of Spark's own reader. The one place that knows Spark's
 * physical plans.
 */
final class FileScan {
  /** Larger than any file, and small enough that thousands of them add up to a long. */
  private static final String WHOLE = Long.toString(1L << 45);

  private static final String LARGEST = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

  private final Dataset<Row> rows;
  private final FileSourceScanExec scan;
  private final int[] places;

  private FileScan(Dataset<Row> rows, FileSourceScanExec scan, int[] places) {
    this.rows = rows;
    this.scan = scan;
    this.places = places;
  }

  /** The scan behind a dataset; empty where it is anything else, if only a filter or a cast. */
  static Optional<FileScan> of(Dataset<Row> rows) {
    SparkPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().sparkPlan();
    List<Expression> columns = new ArrayList<>();
    if (plan instanceof ProjectExec project) {
      CollectionConverters.<NamedExpression>asJava(project.projectList())
          .forEach(column -> columns.add((Expression) column));
      plan = project.child();
    } else {
      CollectionConverters.<Attribute>asJava(plan.output()).forEach(columns::add);
    }
    if (!(plan instanceof FileSourceScanExec scan) || !scan.supportsColumnar()) {
      return Optional.empty();
    }
    List<Attribute> read = CollectionConverters.asJava(scan.output());
    int[] places = columns.stream().mapToInt(column -> place(column, read)).toArray();
    return Arrays.stream(places).anyMatch(place -> place < 0)
        ? Optional.empty()
        : Optional.of(new FileScan(rows, scan, places));
  }

  private static int place(Expression column, List<Attribute> read) {
    Expression source = column instanceof Alias alias ? alias.child() : column;
    for (int i = 0; i < read.size(); i++) {
      if (source instanceof Attribute attribute
          && read.get(i).exprId().equals(attribute.exprId())) {
        return i;
      }
    }
    return -1;
  }

  /** For each column of the dataset its place in a batch. */
  int[] places() {
    return places;
  }

  /** The batches; a batch is reused for the next one. */
  JavaRDD<ColumnarBatch> batches() {
    return scan.executeColumnar().toJavaRDD();
  }

  /** The batches of each file in one partition, in the order of its rows. */
  JavaRDD<ColumnarBatch> batchesOfWholeFiles() {
    return ofWholeFiles(rows.sparkSession(), this::batches);
  }

  /** What is read while every file is a partition of its own. */
  static <T> JavaRDD<T> ofWholeFiles(SparkSession session, Supplier<JavaRDD<T>> read) {
    RuntimeConfig settings = session.conf();
    synchronized (FileScan.class) {
      String largest = settings.get(LARGEST);
      String cost = settings.get(OPEN_COST);
      try {
        // With an open cost as large as a partition every file gets a partition of its own.
        settings.set(LARGEST, WHOLE);
        settings.set(OPEN_COST, WHOLE);
        JavaRDD<T> whole = read.get();
        whole.getNumPartitions();
        return whole;
      } finally {
        settings.set(LARGEST, largest);
        settings.set(OPEN_COST, cost);
      }
    }
  }
}
