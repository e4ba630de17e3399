package io.rankproof.report;

import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import io.rankproof.result.SliceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The primary metric's differences in the declared slices: who gains, and who pays for it. */
final class SlicesSection {
  private static final int CHARTED = 30;
  private static final int LISTED = 500;

  private final Findings findings;
  private final MetricKey key;

  private SlicesSection(Findings findings, MetricKey key) {
    this.findings = findings;
    this.key = key;
  }

  static Section of(Findings findings) {
    List<Block> blocks =
        findings
            .primary()
            .map(key -> new SlicesSection(findings, key).blocks())
            .orElseGet(List::of);
    return new Section(
        "slices", "Slices", blocks.isEmpty() ? List.of(Note.info(absence(findings))) : blocks);
  }

  private static String absence(Findings findings) {
    return findings.config().evaluate().slices().isEmpty()
        ? "No slice is declared (evaluate.slices), so nothing is known of groups that may lose."
        : findings.absence("evaluate", "slice", findings.config().decide().primary().metric());
  }

  private List<Block> blocks() {
    List<Difference> differences =
        findings.results().differences().stream()
            .filter(d -> !d.slice().isAll() && d.key().equals(key))
            .filter(d -> d.gain().isPresent())
            .toList();
    if (differences.isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Paragraph(
            findings.shown(key)
                + " of each model minus "
                + findings.baselineName()
                + " where a segment has one value. Many slices are looked at, so some intervals"
                + " exclude zero by chance: the corrected p-value accounts for it."));
    for (String model : findings.models()) {
      List<Difference> own = differences.stream().filter(d -> d.model().equals(model)).toList();
      if (!own.isEmpty()) {
        blocks.add(chart(model, own));
      }
    }
    blocks.add(table(differences));
    return blocks;
  }

  private Chart chart(String model, List<Difference> differences) {
    List<Charts.ForestRow> rows =
        differences.stream()
            .sorted(Comparator.comparingDouble((Difference d) -> d.gain().getAsDouble()))
            .limit(CHARTED)
            .map(
                d ->
                    new Charts.ForestRow(
                        d.slice().shown(),
                        d.delta(),
                        DifferencesSection.tone(d),
                        Figures.signedInterval(d.delta())))
            .toList();
    String which =
        rows.size() < differences.size()
            ? " (the " + CHARTED + " weakest of " + Figures.count(differences.size()) + ")"
            : "";
    String sense = differences.get(0).lowerIsBetter() ? "lower is better" : "higher is better";
    return Charts.forest(model + which, sense, true, rows).styled(Chart.Style.HALF);
  }

  private Grid table(List<Difference> differences) {
    List<SliceKey> slices = findings.slices();
    String caption =
        slices.size() > LISTED
            ? "The first "
                + LISTED
                + " of "
                + Figures.count(slices.size())
                + " slices; all are in"
                + " metrics.json"
            : "The same in numbers";
    Grid.Builder grid =
        Grid.of(
            caption,
            2,
            "Slice",
            "Model",
            "Value",
            "Difference",
            "p",
            "p (BH over slices)",
            "Requests",
            "Clusters");
    for (SliceKey slice : slices.stream().limit(LISTED).toList()) {
      for (String model : findings.models()) {
        differences.stream()
            .filter(d -> d.slice().equals(slice) && d.model().equals(model))
            .forEach(difference -> grid.row(row(difference)));
      }
    }
    return slices.size() > 12 ? grid.folded() : grid.open();
  }

  private List<Cell> row(Difference difference) {
    return List.of(
        Cell.of(difference.slice().shown()),
        Cell.of(difference.model()),
        Cell.of(value(difference)),
        Cell.of(Figures.signedInterval(difference.delta()))
            .toned(DifferencesSection.tone(difference)),
        Cell.of(Figures.pValue(difference.pValue())),
        Cell.of(Figures.pValue(difference.pBh())),
        Cell.of(Figures.count(difference.sample().requests())),
        Cell.of(Figures.count(difference.sample().clusters())));
  }

  private String value(Difference difference) {
    Optional<Estimate> estimate =
        findings.results().estimates().stream()
            .filter(e -> e.model().equals(difference.model()) && e.key().equals(key))
            .filter(e -> e.slice().equals(difference.slice()))
            .findFirst();
    return estimate.map(e -> Figures.number(e.measured().value())).orElse(Figures.ABSENT);
  }
}
