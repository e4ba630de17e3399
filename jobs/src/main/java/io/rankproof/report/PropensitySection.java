package io.rankproof.report;

import io.rankproof.result.Diagnostic;
import io.rankproof.result.Figures;
import io.rankproof.result.PropensityPoint;
import java.util.ArrayList;
import java.util.List;

/** How much less a deeper position is looked at, and what that does to weights. */
final class PropensitySection {
  private PropensitySection() {}

  static Section of(Findings findings) {
    List<PropensityPoint> points = findings.results().propensities();
    List<Block> blocks = new ArrayList<>();
    if (points.isEmpty()) {
      blocks.add(
          Note.info(findings.absence("propensity", "propensit", "position", "debiased", "weight")));
    } else {
      blocks.add(
          new Paragraph(
              "The chance that a position is looked at, relative to the first. Engagements at a"
                  + " position with propensity p count 1/p in debiased metrics, and at most"
                  + " propensity.clip in training."));
      unusable(points).forEach(blocks::add);
      blocks.add(Charts.propensity("Examination by position", lines(points)));
      blocks.add(table(points));
    }
    blocks.addAll(PositionBiasBlocks.of(findings.results().positionBias()));
    if (!findings.results().diagnostics().isEmpty()) {
      blocks.add(diagnostics(findings.results().diagnostics()));
    }
    return new Section("propensity", "Position bias", blocks);
  }

  private static List<Note> unusable(List<PropensityPoint> points) {
    List<String> contexts =
        points.stream().filter(p -> !p.usable()).map(PropensityPoint::context).distinct().toList();
    return contexts.isEmpty()
        ? List.of()
        : List.of(
            Note.warning(
                "Too few clicks to weight anything by the curve of "
                    + String.join(", ", contexts)
                    + "; it is dashed below."));
  }

  private static List<Charts.Line> lines(List<PropensityPoint> points) {
    return points.stream()
        .map(PropensitySection::name)
        .distinct()
        .map(
            name -> {
              List<PropensityPoint> own =
                  points.stream().filter(p -> name(p).equals(name)).toList();
              return new Charts.Line(
                  name,
                  own.stream().anyMatch(p -> !p.usable()),
                  own.stream().map(PropensitySection::point).toList());
            })
        .toList();
  }

  private static String name(PropensityPoint point) {
    return point.context() + " (" + point.method() + ")";
  }

  private static Charts.Point point(PropensityPoint point) {
    return new Charts.Point(
        point.position(),
        point.measured(),
        "position " + point.position() + ": " + Figures.interval(point.measured()));
  }

  private static Grid table(List<PropensityPoint> points) {
    Grid.Builder grid =
        Grid.of(
            "The same in numbers",
            3,
            "Context",
            "Method",
            "Used",
            "Position",
            "Propensity",
            "Impressions",
            "Clicks");
    for (PropensityPoint point : points) {
      grid.row(
          point.context(),
          point.method(),
          point.usable() ? "yes" : "no",
          Integer.toString(point.position()),
          Figures.interval(point.measured()),
          Figures.count(point.impressions()),
          Figures.count(point.clicks()));
    }
    return grid.folded();
  }

  private static Grid diagnostics(List<Diagnostic> diagnostics) {
    List<String> contexts = diagnostics.stream().map(Diagnostic::context).distinct().toList();
    List<String> columns = new ArrayList<>(List.of("Measure"));
    columns.addAll(contexts);
    Grid.Builder grid = Grid.of("Diagnostics by context", 1, columns.toArray(String[]::new));
    diagnostics.stream()
        .map(Diagnostic::measure)
        .distinct()
        .forEach(
            measure -> {
              List<Cell> cells = new ArrayList<>(List.of(Cell.of(measure.replace('_', ' '))));
              contexts.forEach(context -> cells.add(cell(diagnostics, context, measure)));
              grid.row(cells);
            });
    return grid.open();
  }

  private static Cell cell(List<Diagnostic> diagnostics, String context, String measure) {
    return diagnostics.stream()
        .filter(d -> d.context().equals(context) && d.measure().equals(measure))
        .findFirst()
        .map(d -> Cell.of(Figures.number(d.value()), d.note().orElse("")))
        .orElse(Cell.of(Figures.ABSENT));
  }
}
