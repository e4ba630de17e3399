package io.rankproof.rows;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.stats.PreparedDeltaFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows of a Delta table whose files are listed once, not for every query.
 *
 * <p>Delta asks its log for the files in a Spark job of its own whenever a query is planned, about
 * 60 ms for a few files and more for many. A plan that has the answer is not asked again.
 */
public final class ListedFiles {
  private ListedFiles() {}

  /**
   * The same rows, which the files of this moment hold whatever becomes of the table; the rows
   * themselves where they are not of Delta tables alone.
   *
   * @param rows of tables, filters and columns; a filter put on the result leaves out no file
   */
  public static Dataset<Row> of(Dataset<Row> rows) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) rows;
    LogicalPlan plan = classic.queryExecution().optimizedPlan();
    boolean listed =
        CollectionConverters.asJava(plan.collectLeaves()).stream().allMatch(ListedFiles::isListed);
    return listed
        ? org.apache.spark.sql.classic.Dataset.ofRows(classic.sparkSession(), plan)
        : rows;
  }

  private static boolean isListed(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation table
        && table.relation() instanceof HadoopFsRelation files
        && files.location() instanceof PreparedDeltaFileIndex;
  }
}
