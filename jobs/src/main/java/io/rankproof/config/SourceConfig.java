package io.rankproof.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where impressions come from and what their columns mean.
 *
 * @param tables named inputs, visible to {@code sql} as views
 * @param sql query giving one row per impression; empty: all of the only table
 * @param columns the meaning of the columns
 * @param scores models whose score is in the log: name to SQL expression
 * @param features numeric model features: name to SQL expression
 * @param categories categorical model features: name to SQL expression
 * @param asOf numeric features made of what happened before each impression, by name
 * @param featureTimes when the value of a feature was known: its name to SQL expression
 * @param segments slice columns: name to SQL expression
 * @param maxBadShare share of quarantined rows above which {@code prepare} fails, in [0, 1]
 * @param contract what the rows must be like
 */
public record SourceConfig(
    Map<String, TableSource> tables,
    Optional<String> sql,
    Columns columns,
    Map<String, String> scores,
    Map<String, String> features,
    Map<String, String> categories,
    Map<String, AsOfFeature> asOf,
    Map<String, String> featureTimes,
    Map<String, String> segments,
    double maxBadShare,
    ContractConfig contract) {

  static SourceConfig of(Section section) {
    SourceConfig source =
        new SourceConfig(
            section.named("tables", TableSource::of),
            section.optionalText("sql"),
            Columns.of(section.section("columns")),
            section.namedTexts("scores"),
            section.namedTexts("features"),
            section.namedTexts("categories"),
            section.named("as-of", AsOfFeature::of),
            section.namedTexts("feature-times"),
            section.namedTexts("segments"),
            section.number("max-bad-share", 0, 1),
            ContractConfig.of(section.section("contract")));
    section.end();
    return source;
  }

  /** The same with the Delta versions that a run has settled on. */
  public SourceConfig pinned(Map<String, Long> versions) {
    Map<String, TableSource> pinned = new LinkedHashMap<>(tables);
    versions.forEach(
        (name, version) -> pinned.computeIfPresent(name, (same, table) -> table.at(version)));
    return new SourceConfig(
        Collections.unmodifiableMap(pinned),
        sql,
        columns,
        scores,
        features,
        categories,
        asOf,
        featureTimes,
        segments,
        maxBadShare,
        contract);
  }

  /** Numeric features: those of the log, then those that are made of the past. */
  public Set<String> numericNames() {
    Set<String> names = new LinkedHashSet<>(features.keySet());
    names.addAll(asOf.keySet());
    return names;
  }

  /** Whether there is anything that a model could learn from. */
  public boolean hasFeatures() {
    return !numericNames().isEmpty() || !categories.isEmpty();
  }

  /**
   * A named input.
   *
   * @param format parquet, delta, csv, json, orc, or {@code store}: a table of this run's store
   * @param path file, folder or URI; for {@code store} the table's name
   * @param options options of Spark's reader
   * @param version Delta version to read; empty: the newest
   */
  public record TableSource(
      Format format, String path, Map<String, String> options, Optional<Long> version) {

    static TableSource of(Section section) {
      TableSource table =
          new TableSource(
              section.choice("format", Format.class),
              section.text("path"),
              section.optionalSection("options").isPresent()
                  ? section.options("options")
                  : Map.of(),
              section.optionalNumber("version", 0, Long.MAX_VALUE).map(Double::longValue));
      section.end();
      if (table.version.isPresent() && table.format != Format.DELTA) {
        throw section.bad("version", table.version.get(), "a version only for format = delta");
      }
      return table;
    }

    private TableSource at(long deltaVersion) {
      return new TableSource(format, path, options, Optional.of(deltaVersion));
    }
  }

  /** Kinds of input. */
  public enum Format {
    PARQUET,
    DELTA,
    CSV,
    JSON,
    ORC,
    STORE
  }

  /**
   * SQL expressions over the source's rows. What is empty is unknown, and what depends on it is
   * declared not computed.
   *
   * @param request the ranked list shown
   * @param item the item shown
   * @param time when it was shown
   * @param user whom it was shown to: the cluster of every interval
   * @param position rank shown, from 1
   * @param policy name of the logging policy
   * @param actionPropensity probability with which that policy showed the item there, in (0, 1]
   * @param examinationPropensity given p_k of the row's position, relative to position 1
   * @param randomised whether the row belongs to the randomised slice
   * @param itemCreated when the item came into being
   * @param itemCategory what kind of item it is
   * @param itemCreator who made, sells or posted it
   * @param itemVector its embedding, an array of numbers
   * @param weight instance weight, at least 0
   */
  public record Columns(
      String request,
      String item,
      String time,
      Optional<String> user,
      Optional<String> position,
      Optional<String> policy,
      Optional<String> actionPropensity,
      Optional<String> examinationPropensity,
      Optional<String> randomised,
      Optional<String> itemCreated,
      Optional<String> itemCategory,
      Optional<String> itemCreator,
      Optional<String> itemVector,
      Optional<String> weight) {

    static Columns of(Section section) {
      Columns columns =
          new Columns(
              section.text("request"),
              section.text("item"),
              section.text("time"),
              section.optionalText("user"),
              section.optionalText("position"),
              section.optionalText("policy"),
              section.optionalText("action-propensity"),
              section.optionalText("examination-propensity"),
              section.optionalText("randomised"),
              section.optionalText("item-created"),
              section.optionalText("item-category"),
              section.optionalText("item-creator"),
              section.optionalText("item-vector"),
              section.optionalText("weight"));
      section.end();
      return columns;
    }
  }
}
