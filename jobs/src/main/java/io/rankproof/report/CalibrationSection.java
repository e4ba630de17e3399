package io.rankproof.report;

import io.rankproof.result.CalibrationBin;
import io.rankproof.result.Figures;
import io.rankproof.result.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Whether predicted probabilities come true. */
final class CalibrationSection {
  private CalibrationSection() {}

  static Section of(Findings findings) {
    List<CalibrationBin> bins =
        findings.results().calibration().stream()
            .filter(bin -> bin.slice().isAll() && bin.rows() > 0)
            .filter(bin -> bin.meanScore().isPresent() && bin.meanLabel().isPresent())
            .toList();
    List<Block> blocks = new ArrayList<>();
    if (bins.isEmpty()) {
      blocks.add(Note.info(findings.absence("evaluate", "calibration", "ECE", "LogLoss")));
    } else {
      blocks.add(
          new Paragraph(
              "Rows are put into bins by predicted probability. A calibrated model lies on the"
                  + " dashed line: of what it gives 10%, one in ten is positive."));
      blocks.add(Charts.reliability("Reliability", lines(findings, bins)));
      blocks.add(table(bins));
    }
    return new Section("calibration", "Calibration", blocks);
  }

  private static List<Charts.Line> lines(Findings findings, List<CalibrationBin> bins) {
    boolean severalLabels = bins.stream().map(CalibrationBin::label).distinct().count() > 1;
    List<Charts.Line> lines = new ArrayList<>();
    for (String model : findings.models()) {
      bins.stream()
          .filter(bin -> bin.model().equals(model))
          .map(CalibrationBin::label)
          .distinct()
          .forEach(
              label ->
                  lines.add(
                      line(
                          severalLabels ? model + " · " + label : model,
                          bins.stream()
                              .filter(b -> b.model().equals(model) && b.label().equals(label))
                              .toList())));
    }
    return lines;
  }

  private static Charts.Line line(String name, List<CalibrationBin> bins) {
    return new Charts.Line(name, false, bins.stream().map(CalibrationSection::point).toList());
  }

  private static Charts.Point point(CalibrationBin bin) {
    return new Charts.Point(
        bin.meanScore().getAsDouble(),
        new Measurement(
            bin.meanLabel(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()),
        "predicted "
            + Figures.number(bin.meanScore())
            + ", observed "
            + Figures.number(bin.meanLabel())
            + ", "
            + Figures.count(bin.rows())
            + " rows");
  }

  private static Grid table(List<CalibrationBin> bins) {
    Grid.Builder grid =
        Grid.of(
            "The same in numbers",
            2,
            "Model",
            "Label",
            "From",
            "To",
            "Predicted",
            "Observed",
            "Rows");
    for (CalibrationBin bin : bins) {
      grid.row(
          bin.model(),
          bin.label(),
          Figures.number(bin.lower()),
          Figures.number(bin.upper()),
          Figures.number(bin.meanScore()),
          Figures.number(bin.meanLabel()),
          Figures.count(bin.rows()));
    }
    return grid.folded();
  }
}
