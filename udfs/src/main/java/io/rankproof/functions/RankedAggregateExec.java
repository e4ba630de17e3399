package io.rankproof.functions;

import java.util.Collection;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateMode;
import org.apache.spark.sql.catalyst.expressions.aggregate.Final$;
import org.apache.spark.sql.catalyst.expressions.aggregate.Partial$;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Aggregation by ranking functions alone, without the sort that Spark's operator begins beyond some
 * 128 groups: their states are the rows themselves, so that a partial aggregation of rows that lie
 * apart saves nothing ({@link CombinedGroups}), and the final one can tell what it holds ({@link
 * MergedGroups}). Everything else about it is Spark's operator.
 *
 * <p>Public for Catalyst, which copies trees by the constructor.
 */
public final class RankedAggregateExec extends SparkPlan {
  private static final long serialVersionUID = 1;

  /** Spark's operator, whose fields are this one's. */
  private final ObjectHashAggregateExec spark;

  public RankedAggregateExec(
      Option<Seq<Expression>> requiredChildDistributionExpressions,
      boolean isStreaming,
      Option<Object> numShufflePartitions,
      Seq<NamedExpression> groupingExpressions,
      Seq<AggregateExpression> aggregateExpressions,
      Seq<Attribute> aggregateAttributes,
      int initialInputBufferOffset,
      Seq<NamedExpression> resultExpressions,
      SparkPlan child) {
    this(
        new ObjectHashAggregateExec(
            requiredChildDistributionExpressions,
            isStreaming,
            numShufflePartitions,
            groupingExpressions,
            aggregateExpressions,
            aggregateAttributes,
            initialInputBufferOffset,
            resultExpressions,
            child));
  }

  RankedAggregateExec(ObjectHashAggregateExec spark) {
    this.spark = spark;
  }

  /** Whether an aggregation is one that this operator knows: by ranking functions, with groups. */
  static boolean suits(ObjectHashAggregateExec plan) {
    Collection<AggregateExpression> functions =
        CollectionConverters.asJava(plan.aggregateExpressions());
    return !plan.isStreaming()
        && plan.groupingExpressions().nonEmpty()
        && !functions.isEmpty()
        && functions.stream().allMatch(RankedAggregateExec::keepsRows)
        && (allAre(Partial$.MODULE$, functions)
            || (allAre(Final$.MODULE$, functions) && readsPartialStates(plan)));
  }

  private static boolean keepsRows(AggregateExpression function) {
    return function.aggregateFunction() instanceof KernelAggregate<?> kernel && kernel.keepsRows();
  }

  private static boolean allAre(AggregateMode mode, Collection<AggregateExpression> functions) {
    return functions.stream().allMatch(function -> function.mode().equals(mode));
  }

  /** Whether the input is what the partial aggregation puts out: keys, then states. */
  private static boolean readsPartialStates(ObjectHashAggregateExec plan) {
    int keys = plan.groupingExpressions().size();
    return plan.initialInputBufferOffset() == keys
        && plan.child().output().size() == keys + plan.aggregateExpressions().size();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    GroupedRows plan = new GroupedRows(spark);
    boolean partial =
        allAre(Partial$.MODULE$, CollectionConverters.asJava(spark.aggregateExpressions()));
    return spark
        .child()
        .execute()
        .toJavaRDD()
        .mapPartitions(
            rows -> partial ? new CombinedGroups(plan, rows) : MergedGroups.of(plan, rows), true)
        .rdd();
  }

  @Override
  public Seq<SparkPlan> children() {
    return spark.children();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new RankedAggregateExec((ObjectHashAggregateExec) spark.withNewChildren(children));
  }

  @Override
  public Seq<Attribute> output() {
    return spark.output();
  }

  @Override
  public AttributeSet producedAttributes() {
    return spark.producedAttributes();
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    return ((SparkPlan) spark).requiredChildDistribution();
  }

  @Override
  public Partitioning outputPartitioning() {
    return spark.outputPartitioning();
  }

  @Override
  public Map<String, SQLMetric> metrics() {
    return spark.metrics();
  }

  @Override
  public String simpleString(int maxFields) {
    return spark.simpleString(maxFields).replaceFirst("^ObjectHashAggregate", nodeName());
  }

  @Override
  public int productArity() {
    return spark.productArity();
  }

  @Override
  public Object productElement(int index) {
    return spark.productElement(index);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RankedAggregateExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RankedAggregateExec that && spark.equals(that.spark);
  }

  @Override
  public int hashCode() {
    return spark.hashCode();
  }
}
