package io.rankproof.report;

import io.rankproof.result.DataFindings.WindowValue;
import io.rankproof.result.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What would have come out under other attribution windows. */
final class SensitivitySection {
  private final Findings findings;
  private final List<WindowValue> values;

  private SensitivitySection(Findings findings) {
    this.findings = findings;
    values = findings.results().data().sensitivity();
  }

  static Section of(Findings findings) {
    SensitivitySection section = new SensitivitySection(findings);
    List<Block> blocks =
        section.values.isEmpty()
            ? List.of(Note.info(findings.absence("evaluate", "label-window sensitivity")))
            : section.blocks();
    return new Section("windows", "Other attribution windows", blocks);
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Paragraph(
            "The same requests with labels of "
                + findings.config().label().primary()
                + " under each window. Agreement is Kendall's tau of the models' order and the one"
                + " under the configured window: 1 is the same order, -1 the reverse. Trained models"
                + " have learnt from the configured window throughout."));
    blocks.add(verdict());
    values.stream()
        .map(value -> List.of(value.metric(), value.estimator()))
        .distinct()
        .forEach(metric -> blocks.add(grid(metric.get(0), metric.get(1))));
    return blocks;
  }

  private Note verdict() {
    List<String> moved =
        values.stream()
            .filter(value -> value.tau().orElse(1) < 1)
            .map(v -> v.metric() + " (" + v.estimator() + ") at " + v.window())
            .distinct()
            .toList();
    return moved.isEmpty()
        ? Note.info("The order of the models is the same under every window.")
        : Note.warning(
            "The order of the models depends on the window: " + String.join(", ", moved) + ".");
  }

  private Grid grid(String metric, String estimator) {
    List<WindowValue> rows =
        values.stream()
            .filter(v -> v.metric().equals(metric) && v.estimator().equals(estimator))
            .toList();
    List<String> columns = new ArrayList<>(List.of("Window", "Order of the models"));
    columns.addAll(findings.models());
    columns.add("Agreement");
    Grid.Builder grid =
        Grid.of(
            metric + (estimator.equals("plain") ? "" : " (" + estimator + ")"),
            2,
            columns.toArray(String[]::new));
    rows.stream().map(WindowValue::window).distinct().forEach(w -> grid.row(row(w, rows)));
    return grid.open();
  }

  private List<Cell> row(String window, List<WindowValue> rows) {
    List<WindowValue> models = rows.stream().filter(v -> v.window().equals(window)).toList();
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(window), Cell.of(order(models))));
    for (String model : findings.models()) {
      cells.add(
          models.stream()
              .filter(v -> v.model().equals(model))
              .findFirst()
              .map(v -> cell(Figures.interval(v.measured())))
              .orElse(Cell.of(Figures.ABSENT)));
    }
    cells.add(Cell.of(Figures.number(models.get(0).tau())));
    return cells;
  }

  private static String order(List<WindowValue> models) {
    return models.stream()
        .sorted(Comparator.comparing(WindowValue::rank).thenComparing(WindowValue::model))
        .map(WindowValue::model)
        .collect(Collectors.joining(" > "));
  }

  private static Cell cell(String text) {
    int gap = text.indexOf(' ');
    return gap < 0 ? Cell.of(text) : Cell.of(text.substring(0, gap), text.substring(gap + 1));
  }
}
