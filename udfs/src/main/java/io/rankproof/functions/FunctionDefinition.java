package io.rankproof.functions;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.collection.immutable.Seq;

/**
 * A SQL function: its name, its help (as {@code DESCRIBE FUNCTION EXTENDED} prints it) and how a
 * call becomes an expression.
 *
 * @param name in lower case
 * @param signature the parameters, such as {@code (score, label, k [, options])}
 * @param summary one sentence
 * @param parameters a line for each parameter, {@code name - meaning}
 * @param example a query and, after "-> ", what it gives
 * @param builder from a call's resolved arguments to an expression
 */
record FunctionDefinition(
    String name,
    String signature,
    String summary,
    List<String> parameters,
    String example,
    Function<Call, Expression> builder) {

  FunctionIdentifier identifier() {
    return new FunctionIdentifier(name);
  }

  /** The help in the layout that Spark demands of it. */
  ExpressionInfo info() {
    return new ExpressionInfo(
        KernelAggregate.class.getName(),
        null,
        name,
        "_FUNC_" + signature + " - " + summary,
        "\n    Arguments:\n      * " + String.join("\n      * ", parameters) + "\n  ",
        "\n    Examples:\n      > " + example.replace("-> ", "\n       ") + "\n  ",
        "",
        "agg_funcs",
        "",
        "",
        "java_udf");
  }

  Expression build(Seq<Expression> arguments) {
    return builder.apply(new Call(this, arguments));
  }
}
