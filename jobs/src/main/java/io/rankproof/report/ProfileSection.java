package io.rankproof.report;

import io.rankproof.result.DataFindings;
import io.rankproof.result.DataFindings.ContractResult;
import io.rankproof.result.DataFindings.MixShare;
import io.rankproof.result.DataFindings.ProfileFigure;
import io.rankproof.result.Figures;
import io.rankproof.result.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What the data are like: the contract of the input, every column, engagements by day and place.
 */
final class ProfileSection {
  private static final int SHOWN_VALUES = 5;

  private final DataFindings data;

  private ProfileSection(DataFindings data) {
    this.data = data;
  }

  static Section of(Findings findings) {
    ProfileSection section = new ProfileSection(findings.results().data());
    List<Block> blocks = new ArrayList<>();
    section.contract(blocks);
    section.mix(blocks);
    section.columns(blocks);
    if (blocks.isEmpty()) {
      blocks.add(Note.info(findings.absence("prepare", "profile")));
    }
    return new Section("profile", "The data", blocks);
  }

  private void contract(List<Block> blocks) {
    if (data.contract().isEmpty()) {
      return;
    }
    Grid.Builder grid =
        Grid.of(
            "Contract of the input",
            5,
            "Rule",
            "Expected",
            "If broken",
            "Status",
            "Example",
            "Rows that break it",
            "Share");
    data.contract().forEach(rule -> grid.row(row(rule)));
    blocks.add(grid.open());
  }

  private static List<Cell> row(ContractResult rule) {
    boolean kept = rule.status().equals("kept");
    return List.of(
        Cell.of(rule.rule()),
        Cell.of(rule.expected()),
        Cell.of(rule.action()),
        Cell.of(rule.status()).toned(kept ? Cell.Tone.GOOD : Cell.Tone.BAD),
        Cell.of(rule.example().orElse("")),
        Cell.of(Figures.count(rule.violations())),
        Cell.of(share(rule.violations(), rule.rows())));
  }

  private void mix(List<Block> blocks) {
    List<String> engagements = data.mix().stream().map(MixShare::engagement).distinct().toList();
    for (String by : List.of("day", "position")) {
      List<MixShare> of = data.mix().stream().filter(share -> share.by().equals(by)).toList();
      if (!of.isEmpty()) {
        blocks.add(
            Charts.mix(
                "Engagements by " + by,
                by,
                engagements.stream().map(name -> line(name, of)).toList()));
        blocks.add(grid(by, of, engagements));
      }
    }
  }

  private static Charts.Line line(String engagement, List<MixShare> shares) {
    return new Charts.Line(
        engagement,
        false,
        shares.stream()
            .filter(share -> share.engagement().equals(engagement))
            .map(ProfileSection::point)
            .toList());
  }

  private static Charts.Point point(MixShare share) {
    double value = share.rows() == 0 ? 0 : (double) share.engaged() / share.rows();
    OptionalDouble none = OptionalDouble.empty();
    return new Charts.Point(
        share.place(),
        new Measurement(OptionalDouble.of(value), none, none, none),
        share.value() + ": " + share(share.engaged(), share.rows()));
  }

  private static Grid grid(String by, List<MixShare> shares, List<String> engagements) {
    List<String> columns = new ArrayList<>(List.of(by, "rows"));
    columns.addAll(engagements);
    Grid.Builder grid =
        Grid.of("Share of rows engaged with, by " + by, 1, columns.toArray(String[]::new));
    for (String value : shares.stream().map(MixShare::value).distinct().toList()) {
      List<MixShare> row = shares.stream().filter(share -> share.value().equals(value)).toList();
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(value));
      cells.add(Cell.of(Figures.count(row.get(0).rows())));
      row.forEach(share -> cells.add(Cell.of(share(share.engaged(), share.rows()))));
      grid.row(cells);
    }
    return grid.folded();
  }

  private void columns(List<Block> blocks) {
    if (data.profile().isEmpty()) {
      return;
    }
    Grid.Builder grid =
        Grid.of(
            "Every column of the examples",
            2,
            "Column",
            "Most frequent values",
            "Missing",
            "Distinct",
            "Mean",
            "Least",
            "5%",
            "Median",
            "95%",
            "Largest");
    double rows = figure("(all)", "rows").orElse(0);
    data.profile().stream()
        .map(ProfileFigure::column)
        .distinct()
        .filter(column -> !column.equals("(all)"))
        .forEach(column -> grid.row(row(column, rows)));
    blocks.add(grid.folded());
  }

  private List<Cell> row(String column, double rows) {
    double missing = figure(column, "missing").orElse(0);
    return List.of(
        Cell.of(column),
        Cell.of(frequent(column)),
        Cell.of(rows == 0 ? Figures.ABSENT : Figures.percent(missing / rows)),
        number(column, "distinct (approximate)"),
        number(column, "mean"),
        number(column, "min"),
        number(column, "p05"),
        number(column, "p50"),
        number(column, "p95"),
        number(column, "max"));
  }

  private Cell number(String column, String measure) {
    return Cell.of(Figures.number(figure(column, measure)));
  }

  private String frequent(String column) {
    return data.profile().stream()
        .filter(f -> f.column().equals(column) && f.measure().startsWith("top "))
        .limit(SHOWN_VALUES)
        .map(f -> f.text().orElse("(missing)") + " " + Figures.percent(f.value()))
        .collect(Collectors.joining(", "));
  }

  private OptionalDouble figure(String column, String measure) {
    return data.profile().stream()
        .filter(f -> f.column().equals(column) && f.measure().equals(measure))
        .map(ProfileFigure::value)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  private static String share(long part, long whole) {
    return whole == 0 ? Figures.ABSENT : Figures.percent((double) part / whole);
  }
}
