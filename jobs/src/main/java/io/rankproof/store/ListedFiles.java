package io.rankproof.store;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.stats.PreparedDeltaFileIndex;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

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
   * @param rows of tables, filters and columns; of filters put on the result, those on partition
   *     columns leave out files, others do not
   */
  public static Dataset<Row> of(Dataset<Row> rows) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) rows;
    LogicalPlan plan = classic.queryExecution().optimizedPlan();
    boolean delta =
        CollectionConverters.asJava(plan.collectLeaves()).stream().allMatch(ListedFiles::isDelta);
    return delta
        ? org.apache.spark.sql.classic.Dataset.ofRows(classic.sparkSession(), listed(plan))
        : rows;
  }

  private static boolean isDelta(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation table
        && table.relation() instanceof HadoopFsRelation files
        && files.location() instanceof PreparedDeltaFileIndex;
  }

  /** Deletion vectors are with Delta's own index of the files. */
  private static boolean hasDeletedRows(LogicalPlan table) {
    PreparedDeltaFileIndex files =
        (PreparedDeltaFileIndex)
            ((HadoopFsRelation) ((LogicalRelation) table).relation()).location();
    return CollectionConverters.asJava(files.preparedScan().files()).stream()
        .anyMatch(file -> file.deletionVector() != null);
  }

  private static LogicalPlan listed(LogicalPlan plan) {
    return plan.transformUp(
        new AbstractPartialFunction<>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return isDelta(node) && !hasDeletedRows(node);
          }

          @Override
          public LogicalPlan apply(LogicalPlan node) {
            return listed((LogicalRelation) node);
          }
        });
  }

  private static LogicalRelation listed(LogicalRelation table) {
    HadoopFsRelation files = (HadoopFsRelation) table.relation();
    return table.copy(
        files.copy(
            listed((PreparedDeltaFileIndex) files.location()),
            files.partitionSchema(),
            files.dataSchema(),
            files.bucketSpec(),
            files.fileFormat(),
            files.options(),
            files.sparkSession()),
        table.output(),
        table.catalogTable(),
        table.isStreaming(),
        table.stream());
  }

  /** With the very filters that Delta has its answer for; with others it would ask again. */
  private static FileIndex listed(PreparedDeltaFileIndex table) {
    return new ListedFileIndex(
        table, table.listFiles(table.preparedScan().allFilters().toSeq(), none()));
  }

  @SuppressWarnings("unchecked") // there is one empty list
  private static <T> Seq<T> none() {
    return (Seq<T>) Nil$.MODULE$;
  }
}
