package io.rankproof.functions;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * An {@link Aggregation} as Catalyst wants it. The only class here that depends on the shape of
 * Spark's internal aggregate API.
 *
 * @param <S> the state of one group
 */
final class KernelAggregate<S> extends TypedImperativeAggregate<S> implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  private final Seq<Expression> arguments;
  private final Aggregation<S> aggregation;
  private final int mutableOffset;
  private final int inputOffset;
  private transient Arguments row;
  private transient Function<S, Object> evaluator;

  /** An aggregate over these arguments; the aggregation knows which argument is what. */
  KernelAggregate(String name, Seq<Expression> arguments, Aggregation<S> aggregation) {
    this(name, arguments, aggregation, 0, 0);
  }

  // Parameters in the order of productElement: Catalyst copies trees by calling this constructor.
  public KernelAggregate(
      String name,
      Seq<Expression> arguments,
      Aggregation<S> aggregation,
      int mutableOffset,
      int inputOffset) {
    this.name = name;
    this.arguments = arguments;
    this.aggregation = aggregation;
    this.mutableOffset = mutableOffset;
    this.inputOffset = inputOffset;
  }

  /** Whether the state of a group is its rows. */
  boolean keepsRows() {
    return aggregation instanceof RankingAggregation;
  }

  @Override
  public S createAggregationBuffer() {
    return aggregation.create();
  }

  @Override
  public S update(S state, InternalRow input) {
    if (row == null) {
      row = new Arguments(CollectionConverters.asJava(arguments));
    }
    row.next(input);
    try {
      aggregation.add(state, row);
    } catch (ArithmeticException overflow) {
      throw tooLarge(overflow);
    }
    return state;
  }

  @Override
  public S merge(S state, S other) {
    try {
      aggregation.merge(state, other);
    } catch (ArithmeticException overflow) {
      throw tooLarge(overflow);
    }
    return state;
  }

  /** A sum does not know what it is of. */
  private ArithmeticException tooLarge(ArithmeticException overflow) {
    return new ArithmeticException(name + ": " + overflow.getMessage());
  }

  @Override
  public Object eval(S state) {
    if (evaluator == null) {
      evaluator = aggregation.evaluator();
    }
    return evaluator.apply(state);
  }

  @Override
  public byte[] serialize(S state) {
    return aggregation.write(state);
  }

  @Override
  public S deserialize(byte[] bytes) {
    return aggregation.read(bytes);
  }

  @Override
  public DataType dataType() {
    return aggregation.resultType();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public String prettyName() {
    return name;
  }

  @Override
  public int mutableAggBufferOffset() {
    return mutableOffset;
  }

  @Override
  public int inputAggBufferOffset() {
    return inputOffset;
  }

  @Override
  public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
    return new KernelAggregate<>(name, arguments, aggregation, offset, inputOffset);
  }

  @Override
  public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
    return new KernelAggregate<>(name, arguments, aggregation, mutableOffset, offset);
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new KernelAggregate<>(name, children, aggregation, mutableOffset, inputOffset);
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> name;
      case 1 -> arguments;
      case 2 -> aggregation;
      case 3 -> mutableOffset;
      case 4 -> inputOffset;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof KernelAggregate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelAggregate<?> that
        && name.equals(that.name)
        && arguments.equals(that.arguments)
        && aggregation.equals(that.aggregation)
        && mutableOffset == that.mutableOffset
        && inputOffset == that.inputOffset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, arguments, aggregation, mutableOffset, inputOffset);
  }
}
