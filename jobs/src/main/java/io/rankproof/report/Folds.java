package io.rankproof.report;

import io.rankproof.config.DecideConfig;
import io.rankproof.report.Cell.Tone;
import io.rankproof.result.Figures;
import io.rankproof.result.FoldDifference;
import io.rankproof.result.MetricKey;
import io.rankproof.result.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the folds of a rolling split say together: the differences, fold by fold. */
final class Folds {
  private final Findings findings;
  private final List<FoldDifference> differences;

  /**
   * @param differences in the order of {@link io.rankproof.result.ResultTables#folds}
   */
  Folds(Findings findings, List<FoldDifference> differences) {
    this.findings = findings;
    this.differences = differences;
  }

  /** How many folds there are results of. */
  int count() {
    return differences.stream().mapToInt(FoldDifference::fold).max().orElse(0);
  }

  String subtitle() {
    return count() == 0
        ? "no fold evaluated"
        : Figures.count(count())
            + " folds, each judged on a later window of the log; baseline: "
            + differences.get(0).baseline();
  }

  /** The best verdict of the last fold, which has the newest data. */
  VerdictCard card() {
    Optional<Verdict> last =
        differences.stream()
            .filter(difference -> difference.fold() == count())
            .flatMap(difference -> difference.verdict().stream())
            .min(Comparator.naturalOrder());
    if (last.isEmpty()) {
      return new VerdictCard(
          "unsure", "NO VERDICT", "The job folds has not run.", "", List.of(), "");
    }
    return new VerdictCard(
        Verdicts.style(last.get()),
        last.get().name(),
        "The last fold, with the newest data, decides.",
        "What every fold came to is below; each has a report of its own. " + Verdicts.NOT_A_LAUNCH,
        runs().stream().map(this::verdicts).toList(),
        "");
  }

  private List<String> runs() {
    return differences.stream().flatMap(d -> d.run().stream()).distinct().toList();
  }

  private String verdicts(String run) {
    return run
        + ": "
        + differences.stream()
            .filter(difference -> difference.run().equals(Optional.of(run)))
            .filter(difference -> difference.verdict().isPresent())
            .map(difference -> difference.model() + " " + difference.verdict().get().name())
            .distinct()
            .collect(Collectors.joining(", "));
  }

  /** Differences in the primary metric as a chart and a table, then those in the others. */
  Section section() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Paragraph(
            "Model minus baseline. The mean counts every fold alike; folds share users and training"
                + " data, so its standard error is the mean of theirs, an upper bound whatever"
                + " their correlation."));
    List<FoldDifference> primary = differences.stream().filter(this::isPrimary).toList();
    primary.stream().map(FoldDifference::key).distinct().forEach(key -> blocks.add(chart(key)));
    if (primary.isEmpty()) {
      blocks.add(Note.info(findings.absence("folds", "difference in the primary metric")));
    } else {
      blocks.add(grid("The primary metric", primary).open());
    }
    List<FoldDifference> others =
        differences.stream().filter(difference -> !isPrimary(difference)).toList();
    if (!others.isEmpty()) {
      blocks.add(grid("All other metrics", others).folded());
    }
    return new Section("folds", "Fold by fold", blocks);
  }

  private boolean isPrimary(FoldDifference difference) {
    DecideConfig.Primary primary = findings.config().decide().primary();
    return difference.key().is(primary.metric(), primary.estimator());
  }

  private Chart chart(MetricKey key) {
    List<Charts.ForestRow> rows =
        differences.stream()
            .filter(difference -> difference.key().equals(key))
            .filter(difference -> difference.delta().value().isPresent())
            .map(
                difference ->
                    new Charts.ForestRow(
                        difference.model() + ", " + name(difference),
                        difference.delta(),
                        Tone.NEUTRAL,
                        Figures.signedInterval(difference.delta())))
            .toList();
    return Charts.forest(findings.shown(key), "difference from the baseline", true, rows);
  }

  private Grid.Builder grid(String caption, List<FoldDifference> of) {
    Grid.Builder grid =
        Grid.of(caption, 3, "Metric", "Model", "Fold", "Difference", "Folds better", "Verdict");
    for (FoldDifference difference : of) {
      grid.row(
          findings.shown(difference.key()),
          difference.model(),
          name(difference),
          Figures.signedInterval(difference.delta()),
          difference.isMean() ? difference.foldsBetter() + " of " + count() : "",
          difference.verdict().map(Verdict::name).orElse(""));
    }
    return grid;
  }

  private static String name(FoldDifference difference) {
    return difference.isMean() ? "mean" : "fold " + difference.fold();
  }
}
