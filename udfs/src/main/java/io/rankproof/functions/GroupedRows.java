package io.rankproof.functions;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.execution.aggregate.ObjectAggregationIterator;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** What tasks of a {@link RankedAggregateExec} need: its expressions and what is made of them. */
final class GroupedRows implements Serializable {
  private static final long serialVersionUID = 1;

  /** Spark's default; the operator's own limit does not matter once it was exceeded. */
  private static final int GROUPS_BEFORE_SORT = 128;

  /** The most memory of a task that merges groups, a size such as {@code 64m}. */
  private static final String MEMORY = "spark.rankproof.aggregateMemory";

  private final Seq<NamedExpression> keys;
  private final Seq<AggregateExpression> aggregates;
  private final Seq<Attribute> resultAttributes;
  private final Seq<NamedExpression> results;
  private final Seq<Attribute> input;
  private final SQLMetric outputRows;
  private final SQLMetric spilled;
  private final SQLMetric sorted;
  private final long mostMemory;

  GroupedRows(ObjectHashAggregateExec plan) {
    keys = plan.groupingExpressions();
    aggregates = plan.aggregateExpressions();
    resultAttributes = plan.aggregateAttributes();
    results = plan.resultExpressions();
    input = plan.inputAttributes();
    outputRows = plan.longMetric("numOutputRows");
    spilled = plan.longMetric("spillSize");
    sorted = plan.longMetric("numTasksFallBacked");
    mostMemory = JavaUtils.byteStringAsBytes(plan.conf().getConfString(MEMORY, "256m"));
  }

  private List<AggregateExpression> aggregates() {
    return CollectionConverters.asJava(aggregates);
  }

  private List<NamedExpression> keys() {
    return CollectionConverters.asJava(keys);
  }

  /** From a row of the input to its group. */
  UnsafeProjection keyOf() {
    return projection(expressions(keys()), input);
  }

  int keyCount() {
    return keys.size();
  }

  /** The functions as they are in the plan, for states that were rows already. */
  List<KernelAggregate<RankedRows>> functions() {
    return aggregates().stream().map(GroupedRows::function).toList();
  }

  @SuppressWarnings("unchecked") // keepsRows() is what suits() asked for
  private static KernelAggregate<RankedRows> function(AggregateExpression aggregate) {
    return (KernelAggregate<RankedRows>) aggregate.aggregateFunction();
  }

  /** From a row of the input to the arguments and filters of all functions: {@link #readers}. */
  UnsafeProjection arguments() {
    List<Expression> all = new ArrayList<>();
    for (AggregateExpression aggregate : aggregates()) {
      all.addAll(variables(aggregate));
      CollectionConverters.asJava(aggregate.filter().toList()).forEach(all::add);
    }
    return projection(all, input);
  }

  private static List<Expression> variables(AggregateExpression aggregate) {
    return CollectionConverters.asJava(function(aggregate).children()).stream()
        .filter(argument -> !(argument instanceof Literal))
        .toList();
  }

  /** The functions with arguments that refer to rows of {@link #arguments}. */
  List<FilteredFunction> readers() {
    List<FilteredFunction> readers = new ArrayList<>();
    int next = 0;
    for (AggregateExpression aggregate : aggregates()) {
      List<Expression> bound = new ArrayList<>();
      for (Expression argument : CollectionConverters.asJava(function(aggregate).children())) {
        bound.add(argument instanceof Literal ? argument : bound(argument, next++));
      }
      int filter = aggregate.filter().isEmpty() ? FilteredFunction.NO_FILTER : next++;
      readers.add(new FilteredFunction(rebound(function(aggregate), bound), filter));
    }
    return readers;
  }

  private static Expression bound(Expression argument, int ordinal) {
    return new BoundReference(ordinal, argument.dataType(), argument.nullable());
  }

  @SuppressWarnings("unchecked") // a copy with other arguments
  private static KernelAggregate<RankedRows> rebound(
      KernelAggregate<RankedRows> function, List<Expression> arguments) {
    return (KernelAggregate<RankedRows>) function.withNewChildrenInternal(seq(arguments));
  }

  /** From key and states, joined, to the row that is exchanged. */
  UnsafeProjection partialRow() {
    Stream<DataType> types =
        Stream.concat(
            expressions(keys()).stream().map(Expression::dataType),
            aggregates().stream().map(aggregate -> DataTypes.BinaryType));
    return UnsafeProjection.create(types.toArray(DataType[]::new));
  }

  /** From key and results, joined, to a row of the output. */
  UnsafeProjection resultRow() {
    List<Attribute> attributes = new ArrayList<>();
    keys().forEach(key -> attributes.add(key.toAttribute()));
    attributes.addAll(CollectionConverters.asJava(resultAttributes));
    return projection(expressions(CollectionConverters.asJava(results)), seq(attributes));
  }

  private static List<Expression> expressions(List<NamedExpression> named) {
    return named.stream().map(Expression.class::cast).toList();
  }

  private static UnsafeProjection projection(List<Expression> expressions, Seq<Attribute> from) {
    UnsafeProjection projection = UnsafeProjection.create(seq(expressions), from);
    projection.initialize(TaskContext.getPartitionId());
    return projection;
  }

  private static <T> IndexedSeq<T> seq(List<? extends T> list) {
    return CollectionConverters.<T>asScala(new ArrayList<>(list)).toIndexedSeq();
  }

  long mostMemory() {
    return mostMemory;
  }

  /** Counts a row of the output. */
  void countOutput() {
    outputRows.add(1);
  }

  /** Spark's own final aggregation of partial rows, which sorts on disk. */
  Iterator<InternalRow> sorting(Iterator<InternalRow> merged, Iterator<InternalRow> rest) {
    ObjectAggregationIterator sorting =
        new ObjectAggregationIterator(
            TaskContext.getPartitionId(),
            input,
            keys,
            aggregates,
            resultAttributes,
            keys.size(),
            results,
            (expressions, attributes) -> MutableProjection.create(expressions, attributes),
            input,
            CollectionConverters.asScala(merged).concat(() -> CollectionConverters.asScala(rest)),
            GROUPS_BEFORE_SORT,
            outputRows,
            spilled,
            sorted);
    scala.collection.Iterator<InternalRow> rows = sorting.map(InternalRow.class::cast);
    return CollectionConverters.asJava(rows);
  }
}
