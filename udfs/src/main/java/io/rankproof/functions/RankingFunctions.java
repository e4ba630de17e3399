package io.rankproof.functions;

import io.rankproof.functions.RankingAggregation.Shape;
import io.rankproof.kernel.rank.MetricSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The ranking metrics as SQL functions. */
final class RankingFunctions {
  private static final String SCORE =
      "score - the number to rank by, highest first; null, NaN and infinite ones rank last, tied";
  private static final String LABEL =
      "label - relevance, a number or boolean; rows where it is null are left out, negative counts"
          + " as 0";
  private static final String K = "k - the last rank that counts, a constant from 1 to 1000000";
  private static final String TIES =
      "ties=expected (default: the mean over all orders of tied rows), hash or trec (document id"
          + " descending); seed= of the hash; null_score=last (default) or unretrieved (judged,"
          + " never retrieved: in the ideal, never ranked)";
  private static final String KEY =
      "tie_key - the item id, with ties=hash or ties=trec: what decides between equal scores;"
          + " hash: the smaller xxhash64(seed, tie_key) first; trec: text by bytes, whole numbers"
          + " by value";

  static final List<FunctionDefinition> ALL =
      List.of(
          atK("ndcg_at_k", "nDCG", "normalised discounted cumulative gain at k", "0.63093"),
          atK("average_precision_at_k", "AP", "average precision at k", "0.5"),
          atK("precision_at_k", "P", "share of relevant rows among the first k", "0.2"),
          atK("recall_at_k", "R", "share of the relevant rows that are first k", "1.0"),
          atK("hit_rate_at_k", "HitRate", "1 if a relevant row is among the first k", "1.0"),
          atK("err_at_k", "ERR", "expected reciprocal rank at k", "0.03125"),
          whole(
              "reciprocal_rank",
              "RR",
              "1 / the rank of the first relevant row; null without one",
              "0.5"),
          whole(
              "group_auc",
              "AUC",
              "area under the ROC curve of the group's rows, ties counting half; null without a"
                  + " relevant and an irrelevant row",
              "0.5"),
          rbp(),
          rankingMetrics());

  private RankingFunctions() {}

  private static FunctionDefinition atK(
      String name, String measure, String summary, String result) {
    return new FunctionDefinition(
        name,
        "(score, label, k [, options [, tie_key]])",
        summary + " of the group's rows; null without a relevant row.",
        List.of(SCORE, LABEL, K, "options - " + own(name) + TIES, KEY),
        example(name + "(s, y, 5)", result),
        call -> single(call, 3, chosen -> measure + "@" + call.positiveConstant(2, "k")));
  }

  private static FunctionDefinition whole(
      String name, String measure, String summary, String result) {
    return new FunctionDefinition(
        name,
        "(score, label [, options [, tie_key]])",
        summary + ".",
        List.of(SCORE, LABEL, "options - " + own(name) + TIES, KEY),
        example(name + "(s, y)", result),
        call -> single(call, 2, chosen -> measure + chosen.cutoff()));
  }

  private static FunctionDefinition rbp() {
    return new FunctionDefinition(
        "rbp",
        "(score, label, p [, options [, tie_key]])",
        "rank-biased precision of the group's rows; null without a relevant row.",
        List.of(
            SCORE,
            LABEL,
            "p - the probability of going on to the next rank, a constant between 0 and 1",
            "options - " + own("rbp") + TIES,
            KEY),
        example("rbp(s, y, 0.5)", "0.25"),
        call -> single(call, 3, chosen -> "RBP(p=" + persistence(call) + ")" + chosen.cutoff()));
  }

  /** Its range is checked with that of all metrics. */
  private static String persistence(Call call) {
    String text = call.textConstant(2, "p");
    try {
      return new BigDecimal(text).toPlainString();
    } catch (NumberFormatException notANumber) {
      throw call.wrong("p is '" + text + "': it is a number between 0 and 1");
    }
  }

  private static String own(String function) {
    return String.join("=, ", RankingOptions.own(function)) + "=; ";
  }

  private static String example(String call, String result) {
    return "SELECT round("
        + call
        + ", 5) FROM VALUES (3.0, 0), (2.0, 1), (1.0, 0) AS t(s, y);-> "
        + result;
  }

  /** A function of one metric, whose fixed arguments are followed by options and tie key. */
  private static Expression single(Call call, int fixed, Function<RankingOptions, String> metric) {
    call.expect(fixed, fixed + 2);
    RankingOptions chosen = new RankingOptions(call, fixed);
    boolean keyed = call.has(fixed + 1);
    List<Expression> arguments = new ArrayList<>();
    arguments.add(call.number(0, "score"));
    arguments.add(call.number(1, "label"));
    if (keyed) {
      arguments.add(call.argument(fixed + 1));
    }
    RankingAggregation aggregation =
        new RankingAggregation(
            parse(call, metric.apply(chosen), chosen),
            Shape.VALUE,
            List.of("score"),
            List.of("label"),
            chosen.ties(keyed ? call.argument(fixed + 1).dataType() : null),
            chosen.nullScoreIsUnretrieved(),
            false,
            false);
    // The constants stay among the arguments so that column names show the whole call.
    arguments.addAll(call.from(2).subList(0, Math.min(call.from(2).size(), fixed - 1)));
    return aggregate(call, arguments, aggregation);
  }

  private static Expression aggregate(
      Call call, List<Expression> arguments, RankingAggregation aggregation) {
    return new KernelAggregate<>(
        call.name(), CollectionConverters.asScala(arguments).toSeq(), aggregation);
  }

  private static List<MetricSpec> parse(Call call, String metrics, RankingOptions options) {
    try {
      return MetricSpec.parseList(metrics, options.ofMetrics());
    } catch (IllegalArgumentException wrong) {
      throw call.wrong(wrong.getMessage());
    }
  }

  private static FunctionDefinition rankingMetrics() {
    return new FunctionDefinition(
        "ranking_metrics",
        "(scores, labels, metrics [, options [, tie_key [, propensity [, weight]]]])",
        "many metrics of the group's rows in one pass, as a struct with a field per metric and the"
            + " counts n_rows, n_relevant, n_relevant_tied, n_missing_score, n_negative_label.",
        List.of(
            "scores - a score, or a struct of scores, one per model: then the result has a struct"
                + " per model",
            "labels - a label, or a struct of labels, the first of which is the primary one; rows"
                + " where all of them are null are left out, and a label that is null in another"
                + " row makes its metrics null",
            "metrics - names such as 'nDCG@10, AP(label=save)@10, RR'",
            "options - gain=, rel=, ap_denominator=, max=, p= for the metrics that do not state"
                + " theirs; "
                + TIES,
            KEY,
            "propensity - of the position where the row was shown: adds, for DCG, P, RBP and wRR,"
                + " the sums <metric>_ips_sum and <metric>_ips_gain; null only where nothing was"
                + " engaged with",
            "weight - multiplies a row's gain; for nDCG, DCG, P, R, RBP, wRR and MU only; never"
                + " null"),
        "SELECT ranking_metrics(s, y, 'RR,P@2').RR FROM VALUES (3.0, 0), (2.0, 1) AS t(s, y);"
            + "-> 0.5",
        RankingFunctions::many);
  }

  private static Expression many(Call call) {
    call.expect(3, 7);
    RankingOptions chosen = new RankingOptions(call, 3);
    Columns scores = Columns.of(call, 0, "score");
    Columns labels = Columns.of(call, 1, "label");
    List<Expression> arguments = new ArrayList<>(scores.expressions());
    arguments.addAll(labels.expressions());
    if (call.has(4)) {
      arguments.add(call.argument(4));
    }
    if (call.has(5)) {
      arguments.add(call.number(5, "propensity"));
    }
    if (call.has(6)) {
      arguments.add(call.number(6, "weight"));
    }
    RankingAggregation aggregation =
        new RankingAggregation(
            parse(call, call.textConstant(2, "metrics"), chosen),
            scores.named() ? Shape.STRUCT_PER_MODEL : Shape.STRUCT,
            scores.names(),
            labels.names(),
            chosen.ties(call.has(4) ? call.argument(4).dataType() : null),
            chosen.nullScoreIsUnretrieved(),
            call.has(5),
            call.has(6));
    checked(call, aggregation);
    arguments.addAll(call.from(2).subList(0, Math.min(2, call.from(2).size())));
    return aggregate(call, arguments, aggregation);
  }

  /** What the kernel refuses is refused while the query is analysed. */
  private static void checked(Call call, RankingAggregation aggregation) {
    try {
      aggregation.evaluator();
    } catch (IllegalArgumentException refused) {
      throw call.wrong(refused.getMessage());
    }
  }

  /** One number, or the fields of a struct of numbers. */
  private record Columns(boolean named, List<String> names, List<Expression> expressions) {
    static Columns of(Call call, int position, String what) {
      Expression argument = call.argument(position);
      if (!(argument.dataType() instanceof StructType type)) {
        return new Columns(false, List.of(what), List.of(call.number(position, what)));
      }
      List<Expression> fields = new ArrayList<>();
      for (int i = 0; i < type.length(); i++) {
        String name = type.fieldNames()[i];
        fields.add(call.number(field(argument, i), what + " '" + name + "'"));
      }
      return new Columns(true, List.of(type.fieldNames()), fields);
    }

    private static Expression field(Expression struct, int index) {
      return struct instanceof CreateNamedStruct created
          ? created.valExprs().apply(index)
          : new GetStructField(struct, index, Option.empty());
    }
  }
}
