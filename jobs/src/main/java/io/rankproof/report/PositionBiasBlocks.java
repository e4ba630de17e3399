package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.result.Measurement;
import io.rankproof.result.PositionBias;
import io.rankproof.result.PositionBias.ClickFit;
import io.rankproof.result.PositionBias.MethodPoint;
import io.rankproof.result.PositionBias.RatioTest;
import io.rankproof.result.PositionBias.TrustPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether methods agree on the propensities, and whether their model holds. */
final class PositionBiasBlocks {
  private static final double LEVEL = 0.05;

  private PositionBiasBlocks() {}

  static List<Block> of(PositionBias bias) {
    List<Block> blocks = new ArrayList<>();
    bias.methods().stream()
        .map(MethodPoint::context)
        .distinct()
        .forEach(context -> agreement(context, bias.methods(), blocks));
    if (!bias.tests().isEmpty()) {
      blocks.add(verdict(bias.tests()));
      blocks.add(tests(bias.tests()));
    }
    if (!bias.trust().isEmpty()) {
      blocks.add(trust(bias.trust()));
    }
    if (!bias.clickModels().isEmpty()) {
      clickModels(bias.clickModels(), blocks);
    }
    return blocks;
  }

  private static void agreement(String context, List<MethodPoint> all, List<Block> blocks) {
    List<MethodPoint> points = all.stream().filter(p -> p.context().equals(context)).toList();
    List<String> methods = points.stream().map(MethodPoint::method).distinct().toList();
    if (methods.size() < 2) {
      return;
    }
    List<Charts.Line> lines =
        methods.stream()
            .map(
                method ->
                    new Charts.Line(
                        method,
                        false,
                        points.stream()
                            .filter(p -> p.method().equals(method))
                            .map(PositionBiasBlocks::point)
                            .toList()))
            .toList();
    blocks.add(Charts.propensity("Methods side by side: " + context, lines));
    blocks.add(grid(context, methods, points));
  }

  private static Charts.Point point(MethodPoint point) {
    return new Charts.Point(
        point.position(),
        point.measured(),
        "position " + point.position() + ": " + Figures.interval(point.measured()));
  }

  private static Grid grid(String context, List<String> methods, List<MethodPoint> points) {
    List<String> columns = new ArrayList<>(List.of("Position"));
    columns.addAll(methods);
    Grid.Builder grid =
        Grid.of("Agreement of methods: " + context, 0, columns.toArray(String[]::new));
    points.stream()
        .map(MethodPoint::position)
        .distinct()
        .sorted()
        .forEach(
            position -> {
              List<Cell> cells = new ArrayList<>(List.of(Cell.of(Integer.toString(position))));
              methods.forEach(method -> cells.add(Cell.of(shown(points, method, position))));
              grid.row(cells);
            });
    return grid.open();
  }

  private static String shown(List<MethodPoint> points, String method, int position) {
    Optional<MethodPoint> point =
        points.stream()
            .filter(p -> p.method().equals(method) && p.position() == position)
            .findFirst();
    return point.map(p -> Figures.interval(p.measured())).orElse(Figures.ABSENT);
  }

  private static Block verdict(List<RatioTest> tests) {
    List<String> rejected =
        tests.stream()
            .filter(test -> test.pHolm().isPresent() && test.pHolm().getAsDouble() <= LEVEL)
            .map(test -> test.context() + " " + test.position() + "/1")
            .toList();
    if (!rejected.isEmpty()) {
      return Note.warning(
          "The position-based model does not hold: the ratio of propensities differs between strata"
              + " of the context keys by more than chance ("
              + String.join(", ", rejected)
              + "). Users may look at a position or not depending on what stands above it.");
    }
    long tested = tests.stream().filter(test -> test.q().isPresent()).count();
    return Note.info(
        tested == 0
            ? "The position-based model was not tested: too few clicks in the strata."
            : "Nothing speaks against the position-based model: in "
                + Figures.count(tested)
                + " tests of one ratio of propensities over strata of the context keys none is"
                + " rejected at 5% after Holm's correction. On fewer than some 100,000 lists that is"
                + " no evidence for it: there the test may well miss users who stop at their first"
                + " click.");
  }

  private static Grid tests(List<RatioTest> tests) {
    Grid.Builder grid =
        Grid.of(
            "Cochran's Q of the ratio to position 1",
            1,
            "Context",
            "Position",
            "Q",
            "Degrees of freedom",
            "p",
            "p (Holm)");
    for (RatioTest test : tests) {
      grid.row(
          test.context(),
          Integer.toString(test.position()),
          Figures.number(test.q()),
          Integer.toString(test.degrees()),
          Figures.pValue(test.pValue()),
          Figures.pValue(test.pHolm()));
    }
    return grid.folded();
  }

  private static Grid trust(List<TrustPoint> points) {
    Grid.Builder grid =
        Grid.of(
            "Trust bias in random traffic: click rate = alpha x relevance + beta, where position 1"
                + " defines relevance (alpha = 1, beta = 0); not used for weights",
            1,
            "Context",
            "Position",
            "alpha",
            "beta",
            "Keys");
    for (TrustPoint point : points) {
      grid.row(
          point.context(),
          Integer.toString(point.position()),
          Figures.interval(point.alpha()),
          Figures.interval(point.beta()),
          Figures.count(point.keys()));
    }
    return grid.folded();
  }

  private static void clickModels(List<ClickFit> fits, List<Block> blocks) {
    List<String> models =
        fits.stream()
            .filter(fit -> fit.position() == 0)
            .sorted(Comparator.comparingDouble(fit -> fit.perplexity().orElse(Double.MAX_VALUE)))
            .map(ClickFit::model)
            .toList();
    blocks.add(
        Charts.perplexity(
            "Perplexity of click models on the validation set",
            models.stream().map(model -> line(model, fits)).toList()));
    Grid.Builder grid =
        Grid.of(
            "Click models on the validation set, best first",
            1,
            "Model",
            "Impressions",
            "Mean perplexity",
            "Log likelihood per impression");
    for (String model : models) {
      ClickFit all = fit(fits, model, 0);
      grid.row(
          model,
          Figures.count(all.impressions()),
          Figures.number(all.perplexity()),
          Figures.number(all.logLikelihood()));
    }
    blocks.add(grid.open());
  }

  private static ClickFit fit(List<ClickFit> fits, String model, int position) {
    return fits.stream()
        .filter(fit -> fit.model().equals(model) && fit.position() == position)
        .findFirst()
        .orElseThrow();
  }

  private static Charts.Line line(String model, List<ClickFit> fits) {
    return new Charts.Line(
        model,
        false,
        fits.stream()
            .filter(fit -> fit.model().equals(model) && fit.position() > 0)
            .map(
                fit ->
                    new Charts.Point(
                        fit.position(),
                        new Measurement(
                            fit.perplexity(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty()),
                        "position " + fit.position() + ": " + Figures.number(fit.perplexity())))
            .toList());
  }
}
