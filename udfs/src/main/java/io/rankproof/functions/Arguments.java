package io.rankproof.functions;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The arguments of an aggregate for the current row. Numeric columns of the input are read without
 * boxing; any other expression is evaluated once per row, a constant once at all.
 */
final class Arguments {
  private enum Source {
    DOUBLE,
    FLOAT,
    LONG,
    INT,
    EXPRESSION
  }

  private final Expression[] expressions;
  private final int[] evaluated;
  private final Source[] sources;
  private final int[] ordinals;
  private final Object[] values;
  private InternalRow row;

  Arguments(List<Expression> arguments) {
    expressions = arguments.toArray(new Expression[0]);
    sources = arguments.stream().map(Arguments::source).toArray(Source[]::new);
    ordinals =
        arguments.stream()
            .mapToInt(e -> e instanceof BoundReference b ? b.ordinal() : -1)
            .toArray();
    values = arguments.stream().map(e -> e instanceof Literal l ? l.value() : null).toArray();
    evaluated =
        IntStream.range(0, expressions.length)
            .filter(i -> sources[i] == Source.EXPRESSION && !(expressions[i] instanceof Literal))
            .toArray();
  }

  private static Source source(Expression argument) {
    if (!(argument instanceof BoundReference)) {
      return Source.EXPRESSION;
    }
    DataType type = argument.dataType();
    return type.equals(DataTypes.DoubleType)
        ? Source.DOUBLE
        : type.equals(DataTypes.FloatType)
            ? Source.FLOAT
            : type.equals(DataTypes.LongType)
                ? Source.LONG
                : type.equals(DataTypes.IntegerType) ? Source.INT : Source.EXPRESSION;
  }

  /** Moves to a row of the input. */
  void next(InternalRow input) {
    row = input;
    for (int argument : evaluated) {
      values[argument] = expressions[argument].eval(input);
    }
  }

  boolean isNull(int argument) {
    return sources[argument] == Source.EXPRESSION
        ? values[argument] == null
        : row.isNullAt(ordinals[argument]);
  }

  /** A numeric argument that is not null. */
  double number(int argument) {
    int ordinal = ordinals[argument];
    return switch (sources[argument]) {
      case DOUBLE -> row.getDouble(ordinal);
      case FLOAT -> row.getFloat(ordinal);
      case LONG -> row.getLong(ordinal);
      case INT -> row.getInt(ordinal);
      case EXPRESSION -> ((Number) values[argument]).doubleValue();
    };
  }

  /** A numeric argument, or a number in the place of null. */
  double number(int argument, double ifNull) {
    return isNull(argument) ? ifNull : number(argument);
  }

  /** A whole number that is not null. */
  long whole(int argument) {
    int ordinal = ordinals[argument];
    return switch (sources[argument]) {
      case LONG -> row.getLong(ordinal);
      case INT -> row.getInt(ordinal);
      default -> ((Number) value(argument)).longValue();
    };
  }

  /** What Spark's {@code xxhash64} makes of an argument that is not null, going on from a hash. */
  long hash(int argument, long from) {
    int ordinal = ordinals[argument];
    return switch (sources[argument]) {
      case LONG -> XXH64.hashLong(row.getLong(ordinal), from);
      case INT -> XXH64.hashInt(row.getInt(ordinal), from);
      default -> XxHash64Function.hash(value(argument), type(argument), from);
    };
  }

  /** An argument in Catalyst's representation, null included. Valid until the next row. */
  Object value(int argument) {
    return sources[argument] == Source.EXPRESSION
        ? values[argument]
        : isNull(argument) ? null : row.get(ordinals[argument], type(argument));
  }

  /** An argument's type. */
  DataType type(int argument) {
    return expressions[argument].dataType();
  }
}
