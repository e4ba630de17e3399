package io.rankproof.report;

import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every model's value of every metric, on all requests of the test set. */
final class ResultsSection {
  private final Findings findings;

  private ResultsSection(Findings findings) {
    this.findings = findings;
  }

  static Section of(Findings findings) {
    List<Block> blocks =
        findings.keys().isEmpty()
            ? List.of(Note.info(findings.absence("evaluate", "metric", "list")))
            : new ResultsSection(findings).blocks();
    return new Section("results", "Models and metrics", blocks);
  }

  private List<Block> blocks() {
    return List.of(
        new Paragraph(
            "The small line is the interval. Green and red mark a difference from the baseline,"
                + " on the same requests, whose own interval excludes zero: for the better or for"
                + " the worse."),
        values(findings.keys()),
        sizes());
  }

  /** Every model's value of some metrics. */
  static Grid values(Findings findings, List<MetricKey> keys) {
    return new ResultsSection(findings).values(keys);
  }

  private Grid values(List<MetricKey> keys) {
    List<String> models = findings.models();
    List<String> columns = new ArrayList<>(List.of("Metric"));
    models.forEach(model -> columns.add(model + (isBaseline(model) ? " (baseline)" : "")));
    Grid.Builder grid =
        Grid.of(
            "Value and " + findings.confidence() + " interval on the test set",
            1,
            columns.toArray(String[]::new));
    keys.forEach(key -> grid.row(row(key, models)));
    return grid.open();
  }

  private List<Cell> row(MetricKey key, List<String> models) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(findings.shown(key))));
    for (String model : models) {
      cells.add(findings.estimate(model, key).map(this::cell).orElse(Cell.of(Figures.ABSENT)));
    }
    return cells;
  }

  private Cell cell(Estimate estimate) {
    String text = Figures.interval(estimate.measured());
    int gap = text.indexOf(' ');
    Cell cell = gap < 0 ? Cell.of(text) : Cell.of(text.substring(0, gap), text.substring(gap + 1));
    return findings
        .difference(estimate.model(), estimate.key())
        .map(difference -> cell.toned(DifferencesSection.tone(difference)))
        .orElse(cell);
  }

  private boolean isBaseline(String model) {
    return Optional.of(model).equals(findings.baseline());
  }

  private Grid sizes() {
    Grid.Builder grid =
        Grid.of(
            "What each number rests on",
            3,
            "Metric",
            "Model",
            "Interval by",
            "Requests",
            "With a value",
            "Rows",
            "Clusters",
            "Effective clusters",
            "Zero-filled mean",
            "Tied rows",
            "Missing scores",
            "Error bound");
    for (MetricKey key : findings.keys()) {
      for (String model : findings.models()) {
        findings.estimate(model, key).ifPresent(estimate -> grid.row(size(estimate)));
      }
    }
    return grid.folded();
  }

  private String[] size(Estimate estimate) {
    return new String[] {
      findings.shown(estimate.key()),
      estimate.model(),
      estimate.interval(),
      Figures.count(estimate.sample().requests()),
      Figures.count(estimate.sample().withValue()),
      Figures.count(estimate.rows()),
      Figures.count(estimate.sample().clusters()),
      Figures.number(estimate.sample().effectiveClusters()),
      Figures.number(estimate.zeroFilled()),
      Figures.percent(estimate.tiedShare()),
      Figures.count(estimate.missingScores()),
      Figures.number(estimate.errorBound())
    };
  }
}
