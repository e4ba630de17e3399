package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.util.Optional;

/**
 * The leak audit.
 *
 * @param enabled whether it is made
 * @param sampleRows rows that statistics over features are computed on, about
 * @param maxFeatureAuc AUC of a single feature above which it tells the label
 * @param items what items say of themselves; empty: near duplicates are not looked for
 */
public record AuditConfig(
    boolean enabled, int sampleRows, double maxFeatureAuc, Optional<Items> items) {

  static AuditConfig of(Section section) {
    AuditConfig audit =
        new AuditConfig(
            section.flag("enabled"),
            section.integer("sample-rows", 1000, 2_000_000),
            section.number("max-feature-auc", 0.6, 1),
            section.optionalSection("items").map(Items::of));
    section.end();
    return audit;
  }

  /**
   * A table with one row per item.
   *
   * @param table its name under {@code source.tables}
   * @param item SQL expression: the id
   * @param text SQL expression: words, as a text
   * @param vector SQL expression: an embedding, as an array of numbers
   * @param similarity from which two items are near duplicates: Jaccard of the words, or cosine
   */
  public record Items(
      String table,
      String item,
      Optional<String> text,
      Optional<String> vector,
      double similarity) {

    static Items of(Section section) {
      Items items =
          new Items(
              section.text("table"),
              section.optionalText("item").orElse("item"),
              section.optionalText("text"),
              section.optionalText("vector"),
              section.optionalNumber("similarity", 0.5, 1).orElse(0.8));
      section.end();
      if (items.text.isPresent() == items.vector.isPresent()) {
        throw new ConfigException(
            section.full("text"), "give either text (words) or vector (an embedding)");
      }
      return items;
    }
  }
}
