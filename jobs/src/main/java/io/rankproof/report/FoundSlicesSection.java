package io.rankproof.report;

import io.rankproof.result.Figures;
import io.rankproof.result.FoundSlice;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Where a model is worse, by a search that nobody had to think of. */
final class FoundSlicesSection {
  private FoundSlicesSection() {}

  static Section of(Findings findings) {
    List<FoundSlice> found = findings.results().sliceFindings();
    return new Section(
        "found-slices",
        "Slices found by search",
        found.isEmpty() ? List.of(Note.info(nothing(findings))) : blocks(findings, found));
  }

  private static String nothing(Findings findings) {
    OptionalLong tests = tests(findings);
    return tests.orElse(0) == 0
        ? findings.absence("evaluate", "slice finder")
        : "No model is significantly worse in any slice than elsewhere or than "
            + findings.baselineName()
            + ": "
            + Figures.count(tests.getAsLong())
            + " tests, none significant after correction for the search.";
  }

  private static OptionalLong tests(Findings findings) {
    return findings.results().job("evaluate").stream()
        .flatMap(entry -> entry.counts().stream())
        .filter(count -> count.name().equals("tests of the slice finder"))
        .mapToLong(count -> count.rows())
        .findFirst();
  }

  private static List<Block> blocks(Findings findings, List<FoundSlice> found) {
    Grid.Builder grid =
        Grid.of(
            "By model, the clearest first",
            4,
            "Slice",
            "Model",
            "Worse than",
            "Part of",
            "Value",
            "Reference",
            "Difference",
            "p (BH over the search)",
            "Requests",
            "Clusters");
    List<String> models = findings.models();
    found.stream()
        .sorted(Comparator.comparingInt(finding -> models.indexOf(finding.model())))
        .forEach(finding -> grid.row(row(finding)));
    return List.of(
        new Paragraph(
            "Slices in which "
                + findings.shown(found.get(0).key())
                + " of a model is worse than of the same model on all other requests, or than of "
                + findings.baselineName()
                + " on the same ones. All values of the searched segments and all pairs of them"
                + " were tested ("
                + Figures.count(found.get(0).tests())
                + " tests); at most "
                + Figures.percent(findings.config().evaluate().sliceFinder().level())
                + " of such findings are expected to be false. Intervals are not corrected, and a"
                + " slice chosen for its difference shows too large a one: check it on new data."),
        grid.open());
  }

  private static List<Cell> row(FoundSlice finding) {
    boolean elsewhere = finding.worseThan().equals(FoundSlice.ELSEWHERE);
    return List.of(
        Cell.of(finding.slice().shown()),
        Cell.of(finding.model()),
        Cell.of(elsewhere ? "itself elsewhere" : finding.worseThan()),
        Cell.of(finding.within().orElse("")),
        Cell.of(Figures.number(finding.value())),
        Cell.of(Figures.number(finding.reference())),
        Cell.of(Figures.signedInterval(finding.delta())).toned(Cell.Tone.BAD),
        Cell.of(Figures.pValue(finding.pBh())),
        Cell.of(Figures.count(finding.sample().requests())),
        Cell.of(Figures.count(finding.sample().clusters())));
  }
}
