package io.rankproof.config;

import com.typesafe.config.Config;
import io.rankproof.config.SplitConfig.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole config, checked.
 *
 * @param name prefix of the default run id
 * @param seed of every random choice
 * @param storePath folder or URI of the tables and of what people open
 * @param sparkConf settings for Spark that the command line did not make
 * @param resolved the text it came from, substitutions resolved: for the ledger and for people
 */
public record RankproofConfig(
    String name,
    long seed,
    String storePath,
    Map<String, String> sparkConf,
    SourceConfig source,
    LabelConfig label,
    SplitConfig split,
    AuditConfig audit,
    PropensityConfig propensity,
    TrainConfig train,
    ScoreConfig score,
    EvaluateConfig evaluate,
    OpeConfig ope,
    DecideConfig decide,
    SimulateConfig simulate,
    ResolvedConfig resolved) {

  static RankproofConfig of(Config config) {
    return of(config, new Section(config, ""));
  }

  static RankproofConfig of(Config config, Section root) {
    LabelConfig label = LabelConfig.of(root.section("label"));
    DecideConfig decide = DecideConfig.of(root.section("decide"));
    Section store = root.section("store");
    Section spark = root.section("spark");
    Section data = root.section("data");
    data.optionalText("dir");
    data.end();
    RankproofConfig result =
        new RankproofConfig(
            name(root),
            root.wholeNumber("seed", 0),
            store.text("path"),
            spark.options("conf"),
            SourceConfig.of(root.section("source")),
            label,
            SplitConfig.of(root.section("split"), label.longestWindow()),
            AuditConfig.of(root.section("audit")),
            PropensityConfig.of(root.section("propensity")),
            TrainConfig.of(root.section("train")),
            ScoreConfig.of(root.section("score")),
            EvaluateConfig.of(root.section("evaluate"), label.names()).measuring(decide, label),
            OpeConfig.of(root.section("ope")),
            decide,
            SimulateConfig.of(root.section("simulate")),
            new ResolvedConfig(config));
    store.end();
    spark.end();
    root.end();
    References.check(result);
    return result;
  }

  /**
   * The same, reading the Delta versions that a run has settled on: what is read is what the ledger
   * records, even when a table grows meanwhile.
   */
  public RankproofConfig pinned(Map<String, Long> versions) {
    return new RankproofConfig(
        name,
        seed,
        storePath,
        sparkConf,
        source.pinned(versions),
        label,
        split,
        audit,
        propensity,
        train,
        score,
        evaluate,
        ope,
        decide,
        simulate,
        resolved);
  }

  /**
   * The model that others are compared with, where the config tells: as {@code evaluate.baseline}
   * says, else the first score column of the log. Empty: the first scored model by name.
   */
  public Optional<String> baseline() {
    return evaluate.baseline().or(() -> source.scores().keySet().stream().findFirst());
  }

  /**
   * Engagements with times and no end of their window, though the split promises time: the gap
   * between its sets does not keep what happens after the next one's start out of their labels.
   */
  public List<String> endless() {
    if (!split.promises().contains(Promise.TIME)) {
      return List.of();
    }
    return label.engagements().entrySet().stream()
        .filter(e -> e.getValue().hasTimes() && e.getValue().window().isZero())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String name(Section root) {
    String name = root.text("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw root.bad("name", name, "letters, digits, - and _");
    }
    return name;
  }
}
