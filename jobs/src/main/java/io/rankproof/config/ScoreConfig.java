package io.rankproof.config;

import java.util.Map;

/**
 * Scores from outside, in tables keyed by request and item.
 *
 * @param tables model name to the table that holds its scores
 */
public record ScoreConfig(Map<String, ScoreTable> tables) {

  static ScoreConfig of(Section section) {
    ScoreConfig score = new ScoreConfig(section.named("tables", ScoreTable::of));
    section.end();
    return score;
  }

  /**
   * @param table its name under {@code source.tables}
   * @param request SQL expression
   * @param item SQL expression
   * @param score SQL expression
   */
  public record ScoreTable(String table, String request, String item, String score) {
    static ScoreTable of(Section section) {
      ScoreTable table =
          new ScoreTable(
              section.text("table"),
              section.optionalText("request").orElse("request"),
              section.optionalText("item").orElse("item"),
              section.optionalText("score").orElse("score"));
      section.end();
      return table;
    }
  }
}
