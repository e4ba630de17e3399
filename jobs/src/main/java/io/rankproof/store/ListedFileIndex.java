package io.rankproof.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Files that have been listed: filters on partition columns leave some out, no log is asked. */
final class ListedFileIndex implements FileIndex {
  private final FileIndex table;
  private final List<PartitionDirectory> directories;

  /**
   * @param table whose files they are
   * @param directories files with the values of their partition columns
   */
  ListedFileIndex(FileIndex table, Seq<PartitionDirectory> directories) {
    this.table = table;
    this.directories = List.copyOf(CollectionConverters.asJava(directories));
  }

  @Override
  public Seq<Path> rootPaths() {
    return table.rootPaths();
  }

  @Override
  public StructType partitionSchema() {
    return table.partitionSchema();
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    Stream<PartitionDirectory> kept =
        CollectionConverters.asJava(partitionFilters).stream()
            .reduce(And::new)
            .map(this::bound)
            .map(filter -> directories.stream().filter(d -> filter.eval(d.values())))
            .orElseGet(directories::stream);
    return CollectionConverters.asScala(kept.toList()).toSeq();
  }

  /** A filter over the values of the partition columns, which it names. */
  private BasePredicate bound(Expression filter) {
    StructType columns = partitionSchema();
    return Predicate.createInterpreted(
        filter.transform(
            new AbstractPartialFunction<>() {
              @Override
              public boolean isDefinedAt(Expression part) {
                return part instanceof AttributeReference;
              }

              @Override
              public Expression apply(Expression part) {
                int column = columns.fieldIndex(((AttributeReference) part).name());
                return new BoundReference(column, columns.apply(column).dataType(), true);
              }
            }));
  }

  @Override
  public String[] inputFiles() {
    return files().map(file -> file.getPath().toString()).toArray(String[]::new);
  }

  @Override
  public long sizeInBytes() {
    return files().mapToLong(FileStatusWithMetadata::getLen).sum();
  }

  private Stream<FileStatusWithMetadata> files() {
    return directories.stream().flatMap(d -> CollectionConverters.asJava(d.files()).stream());
  }

  /** Nothing: these files are those of a moment. */
  @Override
  public void refresh() {}

  /** So that Spark knows that two scans are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ListedFileIndex files && files.table.equals(table);
  }

  @Override
  public int hashCode() {
    return table.hashCode();
  }

  @Override
  public String toString() {
    return "Listed[" + Arrays.toString(partitionSchema().fieldNames()) + "]";
  }
}
