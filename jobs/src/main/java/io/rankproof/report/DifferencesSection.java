package io.rankproof.report;

import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.ArrayList;
import java.util.List;

/** Every model against the baseline on the same requests. */
final class DifferencesSection {
  /** With more metrics than this the charts come first and the numbers when asked for. */
  private static final int FEW = 6;

  private final Findings findings;

  private DifferencesSection(Findings findings) {
    this.findings = findings;
  }

  static Section of(Findings findings) {
    boolean any = findings.results().differences().stream().anyMatch(d -> d.slice().isAll());
    List<Block> blocks =
        any
            ? new DifferencesSection(findings).blocks()
            : List.of(Note.info(findings.absence("evaluate", "comparison", "difference", "list")));
    return new Section("differences", "Differences from " + findings.baselineName(), blocks);
  }

  /** Good or bad only where the interval leaves no doubt about the direction. */
  static Cell.Tone tone(Difference difference) {
    if (!difference.delta().excludesZero() || difference.gain().isEmpty()) {
      return Cell.Tone.NEUTRAL;
    }
    return difference.gain().getAsDouble() > 0 ? Cell.Tone.GOOD : Cell.Tone.BAD;
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Paragraph(
            "Model minus "
                + findings.baselineName()
                + ", paired request by request, with the "
                + findings.confidence()
                + " interval. An interval that crosses the zero line is no evidence of a"
                + " difference."));
    for (MetricKey key : findings.keys()) {
      List<Difference> differences = of(key);
      if (differences.stream().anyMatch(d -> d.delta().value().isPresent())) {
        blocks.add(chart(key, differences));
      }
    }
    Grid.Builder table = table("The same in numbers", findings.keys());
    blocks.add(findings.keys().size() > FEW ? table.folded() : table.open());
    return blocks;
  }

  private List<Difference> of(MetricKey key) {
    return findings.models().stream()
        .flatMap(model -> findings.difference(model, key).stream())
        .toList();
  }

  private Chart chart(MetricKey key, List<Difference> differences) {
    String sense = differences.get(0).lowerIsBetter() ? "lower is better" : "higher is better";
    return Charts.forest(
            findings.shown(key),
            sense,
            true,
            differences.stream().map(DifferencesSection::row).toList())
        .styled(Chart.Style.HALF);
  }

  private static Charts.ForestRow row(Difference difference) {
    return new Charts.ForestRow(
        difference.model(),
        difference.delta(),
        tone(difference),
        Figures.signedInterval(difference.delta()));
  }

  /** The differences in some metrics. */
  static Grid.Builder table(Findings findings, String caption, List<MetricKey> keys) {
    return new DifferencesSection(findings).table(caption, keys);
  }

  private Grid.Builder table(String caption, List<MetricKey> keys) {
    Grid.Builder grid =
        Grid.of(
            caption,
            2,
            "Metric",
            "Model",
            "Difference",
            "Relative",
            "p",
            "p, Holm",
            "Requests",
            "Clusters");
    for (MetricKey key : keys) {
      for (Difference difference : of(key)) {
        grid.row(
            List.of(
                Cell.of(findings.shown(key)),
                Cell.of(difference.model()),
                Cell.of(Figures.signedInterval(difference.delta())).toned(tone(difference)),
                Cell.of(Figures.signedPercent(difference.relative())),
                Cell.of(Figures.pValue(difference.pValue())),
                Cell.of(Figures.pValue(difference.pHolm())),
                Cell.of(Figures.count(difference.sample().requests())),
                Cell.of(Figures.count(difference.sample().clusters()))));
      }
    }
    return grid;
  }
}
