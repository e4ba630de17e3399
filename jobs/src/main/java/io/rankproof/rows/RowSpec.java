package io.rankproof.rows;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns a pass over scored rows reads. What is absent is not read: no propensity is NaN, no
 * weight is 1, no {@code randomised} is false.
 *
 * @param request column of the request; empty where it does not matter which rows belong together
 * @param cluster column of the cluster; where it is absent or null, the request is the cluster
 * @param names whether the texts of request and cluster are wanted
 * @param ties what orders equal scores
 * @param item column of the item, for keys of ties
 * @param seed of the hash of the item
 * @param randomised column that says whether the row was shown in random order
 * @param propensity column of the examination propensity
 * @param weight column of the weight
 * @param labels columns of the labels
 * @param scores columns of the scores
 * @param segments columns of the segments
 */
public record RowSpec(
    Optional<String> request,
    Optional<String> cluster,
    boolean names,
    TieKey ties,
    Optional<String> item,
    long seed,
    Optional<String> randomised,
    Optional<String> propensity,
    Optional<String> weight,
    List<String> labels,
    List<String> scores,
    List<Segment> segments) {

  /** What orders the rows of equal scores. */
  public enum TieKey {
    /** Nothing. */
    NONE,
    /** A seeded hash of the item. */
    HASH,
    /** The item itself, the larger first. Needs sorted rows. */
    ITEM
  }

  /**
   * A segment column and the values that matter; every other value has code -1.
   *
   * @param values texts, whose places are the codes; null where each value met gets the next code
   */
  public record Segment(String column, List<String> values) {}

  /** Requests, their clusters, labels, scores and segments. */
  public static RowSpec of(
      String request,
      Optional<String> cluster,
      List<String> labels,
      List<String> scores,
      List<Segment> segments) {
    return new RowSpec(
        Optional.of(request),
        cluster,
        false,
        TieKey.NONE,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        labels,
        scores,
        segments);
  }

  /** Segments alone. */
  public static RowSpec ofSegments(List<Segment> segments) {
    return new RowSpec(
        Optional.empty(),
        Optional.empty(),
        false,
        TieKey.NONE,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        segments);
  }

  /** The same with the texts of request and cluster. */
  public RowSpec named() {
    return with(true, weight, segments);
  }

  /** The same without weights, which lists do not have. */
  public RowSpec unweighted() {
    return with(names, Optional.empty(), segments);
  }

  /** The same with further segments, after the others. */
  public RowSpec with(List<Segment> others) {
    return with(names, weight, Stream.concat(segments.stream(), others.stream()).toList());
  }

  private RowSpec with(boolean texts, Optional<String> weights, List<Segment> codes) {
    return new RowSpec(
        request,
        cluster,
        texts,
        ties,
        item,
        seed,
        randomised,
        propensity,
        weights,
        labels,
        scores,
        codes);
  }

  /** The columns in the order of {@link RowShape}, of types that readers know. */
  Dataset<Row> select(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    request.ifPresent(name -> columns.add(key(rows, name)));
    cluster.ifPresent(name -> columns.add(key(rows, name)));
    if (ties != TieKey.NONE) {
      item.ifPresent(name -> columns.add(column(name).cast("string")));
    }
    randomised.ifPresent(name -> columns.add(number(rows, name)));
    propensity.ifPresent(name -> columns.add(number(rows, name)));
    weight.ifPresent(name -> columns.add(number(rows, name)));
    labels.forEach(name -> columns.add(number(rows, name)));
    scores.forEach(name -> columns.add(number(rows, name)));
    segments.forEach(segment -> columns.add(key(rows, segment.column())));
    Column[] named = new Column[columns.size()];
    Arrays.setAll(named, i -> columns.get(i).as("c" + i));
    return rows.select(named);
  }

  private static Column column(String name) {
    return col("`" + name + "`");
  }

  private static Column key(Dataset<Row> rows, String name) {
    DataType type = type(rows.schema(), name);
    return type instanceof StringType || isWhole(type) ? column(name) : column(name).cast("string");
  }

  private static Column number(Dataset<Row> rows, String name) {
    DataType type = type(rows.schema(), name);
    boolean known =
        isWhole(type)
            || type.equals(DataTypes.DoubleType)
            || type.equals(DataTypes.FloatType)
            || type.equals(DataTypes.BooleanType);
    return known ? column(name) : column(name).cast("double");
  }

  private static DataType type(StructType schema, String name) {
    return schema.apply(name).dataType();
  }

  private static boolean isWhole(DataType type) {
    return type.equals(DataTypes.LongType)
        || type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.ShortType)
        || type.equals(DataTypes.ByteType);
  }
}
