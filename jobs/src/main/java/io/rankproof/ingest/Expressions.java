package io.rankproof.ingest;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.Nearest;
import io.rankproof.error.ConfigException;
import io.rankproof.error.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The config's SQL expressions over a dataset, resolved one by one so that errors name the key. */
public final class Expressions {
  private final Dataset<Row> rows;

  public Expressions(Dataset<Row> rows) {
    this.rows = rows;
  }

  /**
   * An id as text; null where it is missing, blank, NaN or infinite.
   *
   * @throws ConfigException if the expression does not resolve
   */
  public Column id(String key, String expression) {
    Typed typed = resolve(key, expression);
    Column finite = typed.isFloating() ? finite(typed.column) : typed.column;
    Column text = finite.cast(DataTypes.StringType);
    return when(trim(text).notEqual(""), text);
  }

  /** Whatever it is. */
  Column resolved(String key, String expression) {
    return resolve(key, expression).column;
  }

  /**
   * @throws InputException if the expression is of another type than this, as Spark writes types
   */
  void refuseOtherType(String key, String expression, String type) {
    Typed typed = resolve(key, expression);
    if (!typed.type.sql().equalsIgnoreCase(type.strip())
        && !typed.type.typeName().equalsIgnoreCase(type.strip())) {
      throw typed.wrong("the contract asks for " + type);
    }
  }

  /** Text as it is; blank stays blank. */
  public Column text(String key, String expression) {
    return resolve(key, expression).column.cast(DataTypes.StringType);
  }

  /**
   * An array of numbers as doubles.
   *
   * @throws InputException if it is none
   */
  public Column vector(String key, String expression) {
    Typed typed = resolve(key, expression);
    if (!(typed.type instanceof ArrayType array && array.elementType() instanceof NumericType)) {
      throw typed.wrong("an array of numbers is needed; give the items' embeddings");
    }
    return typed.column.cast(DataTypes.createArrayType(DataTypes.DoubleType));
  }

  /**
   * A timestamp; a date is its midnight.
   *
   * @throws InputException if it is neither
   */
  public Column time(String key, String expression) {
    Typed typed = resolve(key, expression);
    if (!(typed.type instanceof TimestampType
        || typed.type instanceof TimestampNTZType
        || typed.type instanceof DateType)) {
      throw typed.wrong(
          "a timestamp is needed; convert it with timestamp_seconds(...), timestamp_millis(...) or"
              + " try_to_timestamp(...)");
    }
    return typed.column.cast(DataTypes.TimestampType);
  }

  /**
   * A number as it is, of its own type.
   *
   * @throws InputException if it is no number
   */
  Column anyNumber(String key, String expression) {
    Typed typed = resolve(key, expression);
    if (!(typed.type instanceof NumericType)) {
      throw typed.wrong("a number is needed; convert it with try_cast(... AS DOUBLE)");
    }
    return typed.column;
  }

  /**
   * A double; true is 1; null where it is missing, NaN or infinite.
   *
   * @throws InputException if it is neither number nor boolean
   */
  public Column number(String key, String expression) {
    return finite(rawNumber(key, expression));
  }

  /**
   * A double, null where it is missing, NaN or infinite; empty where the expression is no number.
   */
  Optional<Column> numberIfAny(String key, String expression) {
    Typed typed = resolve(key, expression);
    return typed.type instanceof NumericType
        ? Optional.of(finite(typed.column.cast(DataTypes.DoubleType)))
        : Optional.empty();
  }

  /** A double, NaN and infinite ones included; true is 1. */
  Column rawNumber(String key, String expression) {
    Typed typed = resolve(key, expression);
    if (!(typed.type instanceof NumericType || typed.type instanceof BooleanType)) {
      throw typed.wrong("a number or boolean is needed; convert it with try_cast(... AS DOUBLE)");
    }
    return typed.column.cast(DataTypes.DoubleType);
  }

  /** True or false; a number is true when it is not 0; null is false. */
  Column flag(String key, String expression) {
    Typed typed = resolve(key, expression);
    if (!(typed.type instanceof NumericType || typed.type instanceof BooleanType)) {
      throw typed.wrong("true or false is needed; write a condition");
    }
    return coalesce(typed.column.cast(DataTypes.BooleanType), lit(false));
  }

  /** The number where it is finite, else null. */
  static Column finite(Column number) {
    return when(isFinite(number), number);
  }

  static Column isFinite(Column number) {
    return not(isnan(number)).and(abs(number).notEqual(Double.POSITIVE_INFINITY));
  }

  private Typed resolve(String key, String expression) {
    try {
      Column column = expr(expression);
      StructField[] fields = rows.select(col("*"), column.as("_expression")).schema().fields();
      return new Typed(key, expression, column, fields[fields.length - 1].dataType());
    } catch (Exception wrong) {
      throw new ConfigException(key, "\"" + expression + "\" " + explain(wrong));
    }
  }

  private String explain(Exception failure) {
    List<String> columns = Arrays.asList(rows.columns());
    if (!(failure instanceof AnalysisException wrong
        && String.valueOf(wrong.getCondition()).startsWith("UNRESOLVED_COLUMN"))) {
      return "cannot be used over the source's rows: " + Failures.line(failure);
    }
    String name =
        wrong.getMessageParameters().getOrDefault("objectName", "a column").replace("`", "");
    return "does not resolve: there is no column "
        + name
        + "; the source has "
        + String.join(", ", columns)
        + Nearest.hint(name, columns);
  }

  private record Typed(String key, String expression, Column column, DataType type) {
    boolean isFloating() {
      return type instanceof DoubleType || type instanceof FloatType;
    }

    InputException wrong(String needed) {
      String shown = type instanceof StringType ? "text (STRING)" : type.sql();
      return new InputException(key + ": \"" + expression + "\" is " + shown + "; " + needed);
    }
  }
}
