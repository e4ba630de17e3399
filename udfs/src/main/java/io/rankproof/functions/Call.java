package io.rankproof.functions;

import java.util.List;
import java.util.Optional;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A call of a SQL function: gives its arguments by position, checked and converted. */
final class Call {
  private final FunctionDefinition function;
  private final List<Expression> arguments;

  Call(FunctionDefinition function, Seq<Expression> arguments) {
    this.function = function;
    this.arguments = List.copyOf(CollectionConverters.asJava(arguments));
  }

  String name() {
    return function.name();
  }

  /** Checks the number of arguments. */
  void expect(int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw wrong(
          "takes "
              + (least == most ? "" + least : least + " to " + most)
              + " arguments, not "
              + arguments.size());
    }
  }

  /** Whether an argument is there and not a literal NULL. */
  boolean has(int position) {
    return position < arguments.size() && !(arguments.get(position).dataType() instanceof NullType);
  }

  Expression argument(int position) {
    return arguments.get(position);
  }

  /** All arguments from a position on, as given. */
  List<Expression> from(int position) {
    return arguments.subList(Math.min(position, arguments.size()), arguments.size());
  }

  /** A column of numbers, of type double, float, bigint or int. */
  Expression number(int position, String what) {
    return number(argument(position), what);
  }

  Expression number(Expression argument, String what) {
    DataType type = argument.dataType();
    if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof NullType)) {
      throw wrong(what + " has to be a number (or boolean), not " + type.sql());
    }
    boolean readAsIs =
        type.equals(DataTypes.DoubleType)
            || type.equals(DataTypes.FloatType)
            || type.equals(DataTypes.LongType)
            || type.equals(DataTypes.IntegerType);
    return readAsIs
        ? argument
        : new Cast(argument, DataTypes.DoubleType, Option.empty(), EvalMode.ANSI());
  }

  /** A constant whole number from 1 on. */
  int positiveConstant(int position, String what) {
    Object value = constant(position, what);
    if (value instanceof Number number
        && number.longValue() == number.doubleValue()
        && number.longValue() >= 1
        && number.longValue() <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw wrong(what + " has to be a whole number from 1 on, not " + value);
  }

  /** A constant as text. */
  String textConstant(int position, String what) {
    Object value = constant(position, what);
    if (value == null) {
      throw wrong(what + " is NULL");
    }
    return value.toString();
  }

  /** A constant text, when it is there. */
  Optional<String> optionalText(int position, String what) {
    return has(position) ? Optional.of(textConstant(position, what)) : Optional.empty();
  }

  private Object constant(int position, String what) {
    Expression argument = argument(position);
    if (!argument.foldable()) {
      throw wrong(what + " has to be a constant, not " + argument.sql());
    }
    return argument.eval(InternalRow.empty());
  }

  /**
   * Throws an error in this call, found while the query is analysed. It never returns; the type
   * lets callers write {@code throw}.
   */
  RuntimeException wrong(String what) {
    throw Call.<RuntimeException>unchecked(
        new AnalysisException(
            name() + function.signature() + ": " + what,
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            scala.collection.immutable.Map$.MODULE$.empty(),
            new QueryContext[0]));
  }

  /** AnalysisException is checked for Java only; Spark's function builders throw it freely. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(AnalysisException error) throws E {
    throw (E) error;
  }
}
