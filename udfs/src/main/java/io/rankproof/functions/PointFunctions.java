package io.rankproof.functions;

import io.rankproof.functions.AucAggregation.Area;
import io.rankproof.functions.LossAggregation.Loss;
import io.rankproof.kernel.point.BoundedValue;
import io.rankproof.kernel.point.PopulationStability;
import io.rankproof.kernel.point.ProbabilityLosses;
import io.rankproof.kernel.point.ScoreHistogram;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.jdk.javaapi.CollectionConverters;

/** The point-wise metrics as SQL functions. */
final class PointFunctions {
  private static final String SIGNATURE = "(score, label [, weight [, options]])";
  private static final String SCORE =
      "score - higher means more likely positive; null, NaN and infinite ones rank last, tied";
  private static final String PROBABILITY =
      "score - a probability in [0, 1]; rows where it is null are left out, NaN is an error";
  private static final String LABEL =
      "label - a number or boolean; rows where it is null are left out";
  private static final String RATE =
      "label - 0 or 1, a boolean, or a number between; rows where it is null are left out";
  private static final String OUTCOME =
      LABEL + "; click / propensity gives the position-debiased loss";
  private static final String OF_PROBABILITIES = " of predicted probabilities; null without rows.";
  private static final String WEIGHT =
      "weight - finite and at least 0; rows where it is null are left out";
  private static final String NEEDS_WEIGHT = "needs the argument weight";
  private static final String ROWS =
      " FROM VALUES (0.1D, 0), (0.4D, 0), (0.35D, 1), (0.8D, 1) AS t(s, y);-> ";

  static final List<FunctionDefinition> ALL =
      List.of(
          area("roc_auc", Area.ROC, "area under the ROC curve", "0.75"),
          area("pr_auc", Area.PR, "average precision (area under precision-recall)", "0.83333"),
          logLoss("log_loss", Loss.LOG_LOSS, "mean log loss in nats", "0.47229"),
          logLoss(
              "normalised_entropy",
              Loss.NORMALISED_ENTROPY,
              "log loss over the entropy of the mean label, which has to be above 0 and below 1 (null"
                  + " where it is 0 or 1, an error beyond),",
              "0.68137"),
          brier(),
          ece(),
          psi());

  private PointFunctions() {}

  private static FunctionDefinition area(String name, Area area, String summary, String result) {
    return new FunctionDefinition(
        name,
        SIGNATURE,
        summary + " of all rows; null without rows of both classes.",
        List.of(
            SCORE,
            LABEL,
            WEIGHT,
            "options - rel= least label that is positive (1); bins= distinct scores kept apart ("
                + ScoreHistogram.DEFAULT_CAPACITY
                + "), exact up to there; weight_bits= binary digits of a weight, if given, kept"
                + " behind the point (24); max_error= error bound above which the call fails (1e-4);"
                + " with_bound=true for a struct of value and error_bound"),
        "SELECT round(" + name + "(s, y), 5)" + ROWS + result,
        call -> {
          PointOptions options =
              options(call, "rel", "bins", "weight_bits", "max_error", "with_bound");
          int weightBits = weightBits(call, options);
          return aggregate(
              call,
              new AucAggregation(
                  area,
                  options.number("rel", 1, -Double.MAX_VALUE, Double.MAX_VALUE),
                  options.whole("bins", ScoreHistogram.DEFAULT_CAPACITY, 2, 1 << 24),
                  options.number("max_error", BoundedValue.LARGEST_BOUND, 0, 1),
                  options.flag("with_bound"),
                  histogramArguments(call, PointLabel.GRADE, weightBits),
                  weightBits));
        });
  }

  private static FunctionDefinition logLoss(String name, Loss loss, String summary, String result) {
    return new FunctionDefinition(
        name,
        SIGNATURE,
        summary + OF_PROBABILITIES,
        List.of(
            PROBABILITY,
            OUTCOME,
            WEIGHT,
            "options - clip= how far probabilities are kept from 0 and 1 in logarithms (1e-15)"),
        "SELECT round(" + name + "(s, y), 5)" + ROWS + result,
        call -> {
          PointOptions options = options(call, "clip");
          double clip = options.number("clip", ProbabilityLosses.DEFAULT_CLIP, 1e-16, 0.499);
          return aggregate(call, new LossAggregation(loss, clip, outcomes(call)));
        });
  }

  private static FunctionDefinition brier() {
    return new FunctionDefinition(
        "brier_score",
        "(score, label [, weight])",
        "mean Brier score" + OF_PROBABILITIES,
        List.of(PROBABILITY, OUTCOME, WEIGHT),
        "SELECT round(brier_score(s, y), 5)" + ROWS + "0.15813",
        call -> {
          call.expect(2, 3);
          return aggregate(
              call,
              new LossAggregation(Loss.BRIER, ProbabilityLosses.DEFAULT_CLIP, outcomes(call)));
        });
  }

  private static FunctionDefinition ece() {
    return new FunctionDefinition(
        "ece",
        SIGNATURE,
        "expected calibration error over bins of equal width or mass; null without rows.",
        List.of(
            PROBABILITY,
            RATE + "; 0 or 1 with binning=mass",
            WEIGHT,
            "options - bins= (15); binning=width (default) or mass: bins of about equal weight, cut"
                + " on the group's own rows, tied scores together, of up to "
                + ScoreHistogram.DEFAULT_CAPACITY
                + " distinct scores; debiased=true takes off the bias from sampling noise, with"
                + " binning=mass not where a weight is given; weight_bits= binary digits of a"
                + " weight, if given, kept behind the point by binning=mass (24)"),
        "SELECT round(ece(s, y, NULL, 'bins=2,binning=mass'), 5)" + ROWS + "0.1875",
        call -> {
          PointOptions options = options(call, "bins", "binning", "debiased", "weight_bits");
          int bins = options.whole("bins", EceAggregation.DEFAULT_BINS, 1, 10_000);
          boolean byMass = options.choice("binning", "width", "mass").equals("mass");
          options.refuse(!byMass, "needs binning=mass", "weight_bits");
          return aggregate(
              call,
              byMass
                  ? massEce(call, options, bins)
                  : new EceAggregation(bins, options.flag("debiased"), rates(call)));
        });
  }

  private static Aggregation<?> massEce(Call call, PointOptions options, int bins) {
    boolean debiased = options.flag("debiased");
    if (debiased && call.has(2)) {
      throw call.wrong(
          "option debiased=true takes no weight with binning=mass, which keeps no squared weights:"
              + " leave the weight out, or use binning=width");
    }
    int weightBits = weightBits(call, options);
    return new EceMassAggregation(
        bins, debiased, histogramArguments(call, PointLabel.CLASS, weightBits), weightBits);
  }

  private static FunctionDefinition psi() {
    return new FunctionDefinition(
        "psi",
        "(value, is_current [, weight [, options]])",
        "population stability index of the current rows against the others; null when either is"
            + " empty.",
        List.of(
            "value - a number; null, NaN and infinite ones are a bin of their own",
            "is_current - whether the row is a current one (not 0), or one of the reference;"
                + " rows where it is null are left out",
            WEIGHT,
            "options - bins= most bins of equal reference weight (10), or all for one per distinct"
                + " value; pseudo_count= rows added to every bin, of their side's mean weight"
                + " (0.5); where a weight is given, weight_bits= its binary digits kept behind the"
                + " point (24) and max_error= bound of what their rounding changes, above which"
                + " the call fails (1e-3)"),
        "SELECT round(psi(v, c, NULL, 'bins=all'), 5) FROM VALUES (1, 0), (2, 0), (1, 1), (1, 1)"
            + " AS t(v, c);-> 0.53648",
        call -> {
          PointOptions options = options(call, "bins", "pseudo_count", "weight_bits", "max_error");
          options.refuse(!call.has(2), NEEDS_WEIGHT, "max_error");
          int bins =
              options.is("bins", "all")
                  ? Integer.MAX_VALUE
                  : options.whole("bins", PsiAggregation.DEFAULT_BINS, 1, 10_000);
          int weightBits = weightBits(call, options);
          double pseudoCount =
              options.number("pseudo_count", PopulationStability.DEFAULT_PSEUDO_COUNT, 0, 1e9);
          return aggregate(
              call,
              "value",
              PointLabel.SIDE.title(),
              new PsiAggregation(
                  bins,
                  pseudoCount,
                  options.number("max_error", PopulationStability.LARGEST_BOUND, 0, 1),
                  histogramArguments(call, PointLabel.SIDE, weightBits),
                  weightBits));
        });
  }

  private static PointOptions options(Call call, String... allowed) {
    call.expect(2, 4);
    return new PointOptions(call, 3, List.of(allowed));
  }

  /** Binary digits of a weight kept behind the point: none where all weights are 1. */
  private static int weightBits(Call call, PointOptions options) {
    options.refuse(!call.has(2), NEEDS_WEIGHT, "weight_bits");
    return call.has(2)
        ? options.whole("weight_bits", ScoreHistogram.DEFAULT_WEIGHT_BITS, 0, 52)
        : 0;
  }

  private static PointArguments histogramArguments(Call call, PointLabel label, int weightBits) {
    return new PointArguments(
        call.name(), label, call.has(2), PointArguments.unitLimit(weightBits));
  }

  private static PointArguments outcomes(Call call) {
    return new PointArguments(
        call.name(), PointLabel.OUTCOME, call.has(2), PointArguments.OUTCOME_LIMIT);
  }

  private static PointArguments rates(Call call) {
    return new PointArguments(
        call.name(), PointLabel.RATE, call.has(2), PointArguments.SQUARED_WEIGHT_LIMIT);
  }

  private static Expression aggregate(Call call, Aggregation<?> aggregation) {
    return aggregate(call, "score", "label", aggregation);
  }

  private static Expression aggregate(
      Call call, String first, String second, Aggregation<?> aggregation) {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(call.number(0, first));
    arguments.add(call.number(1, second));
    if (call.has(2)) {
      arguments.add(call.number(2, "weight"));
    }
    // The options stay among the arguments so that column names show the whole call.
    arguments.addAll(call.from(3));
    return new KernelAggregate<>(
        call.name(), CollectionConverters.asScala(arguments).toSeq(), aggregation);
  }
}
