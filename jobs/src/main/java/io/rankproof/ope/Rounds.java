package io.rankproof.ope;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.OpeConfig.Slots;
import io.rankproof.config.OpeConfig.Target;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.RunContext;
import io.rankproof.ope.TargetPlan.Kind;
import io.rankproof.propensity.Propensities;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Gives the rows of the log each target's probability of what was shown, beside the logger's, and
 * brings the rows of a cluster together.
 */
final class Rounds {
  static final int CLUSTER = 0;
  static final int REQUEST = 1;
  static final int ORDER = 2;
  static final int INSTANCE = 3;
  static final int REWARD = 4;

  /** Rows per request from which on requests are lists. */
  private static final double LISTS = 1.5;

  private static final String RE_RANKING = "a re-ranking of the items shown";

  private final RunContext context;
  private final JobOutput out;
  private final OnPolicy loggers;
  private final RankproofConfig config;
  private final List<String> columns = new ArrayList<>();
  private final List<TargetPlan> plans = new ArrayList<>();
  private boolean lists;
  private Balance balance;

  /**
   * @param rows cluster, request, order, instance weight, reward, then what the plans say
   */
  record Together(Dataset<Row> rows, List<TargetPlan> targets) {}

  Rounds(RunContext context, JobOutput out, OnPolicy loggers) {
    this.context = context;
    this.out = out;
    this.loggers = loggers;
    this.config = context.config();
  }

  /** Of examples with {@code _reward} and {@code _logger}. */
  Together of(Dataset<Row> examples) {
    lists = lists(examples);
    balance =
        new Balance(
            List.copyOf(loggers.byLogger().keySet()),
            config.ope().loggers().keySet(),
            config.ope().slots(),
            lists);
    // without positions a list has the order of a hash, which only slots = cascade minds
    Dataset<Row> rows =
        withScores(examples)
            .withColumn("_order", coalesce(col("position").cast("bigint"), xxhash64(col("item"))));
    Optional<RewardModel> rewards = rewardModel(rows);
    List<Asked> targets = Asked.of(config);
    if (targets.stream().anyMatch(target -> balance.isBalancedDownLists(target.config()))) {
      rows = withOwnLogger(rows);
    }
    for (Asked target : targets) {
      if (target.isRanked()) {
        rows = ranking(target).apply(rows);
      }
    }
    rows = rows.withColumn(Mixture.LENGTH, length(targets));
    LogCounts counted = LogCounts.of(rows, targets, balance);
    if (rewards.isPresent() && targets.stream().anyMatch(Asked::isRanked)) {
      rows = RankedRewards.logged(rows, rewards.get());
    }
    LongRequests tooLong = LongRequests.of(rows, rewards.isPresent() ? targets : List.of());
    for (Asked target : targets) {
      if (target.isRanked()) {
        rows = ranked(rows, target, counted, rewards, tooLong);
      } else if (target.config().frequenciesOf().isPresent()) {
        rows = frequencies(rows, examples, target);
      } else {
        rows = given(rows, target, counted);
      }
    }
    return new Together(together(rows), List.copyOf(plans));
  }

  /** Rows of the row's request where shares of loggers are by it; else the same of all rows. */
  private Column length(List<Asked> targets) {
    return targets.stream().anyMatch(t -> t.isRanked() && balance.isBalancedByRow(t.config()))
        ? Mixture.length()
        : lit(0L);
  }

  /** Has the columns of {@link TargetColumns#own} kept, which all targets share. */
  private Dataset<Row> withOwnLogger(Dataset<Row> rows) {
    columns.add("_own");
    balance.logged().forEach(logger -> columns.add("logger_" + logger));
    Column[] names = balance.logged().stream().map(functions::lit).toArray(Column[]::new);
    Column number = array_position(array(names), col("_logger")).minus(lit(1));
    return rows.withColumn("_own", number.cast("int"));
  }

  private Ranking ranking(Asked asked) {
    Target target = asked.config();
    String score = "score_" + target.score().orElseThrow();
    return new Ranking(
        asked.prefix(), score, target.temperature(), config.ope().slots(), config.seed());
  }

  private Dataset<Row> together(Dataset<Row> rows) {
    List<Column> all =
        new ArrayList<>(
            List.of(
                xxhash64(col("cluster")).as("_cluster"),
                xxhash64(col("request")).as("_request"),
                col("_order"),
                col("weight"),
                col("_reward")));
    columns.forEach(name -> all.add(col(name)));
    return byCluster(rows.select(all.toArray(Column[]::new)));
  }

  /** Brings the rows of a cluster together; {@link ClusterRows} orders them. */
  static Dataset<Row> byCluster(Dataset<Row> rows) {
    return rows.repartition(col("_cluster")).sortWithinPartitions("_cluster");
  }

  private boolean lists(Dataset<Row> rows) {
    Row counts =
        rows.agg(count(lit(1)), approx_count_distinct(col("request")), count(col("position")))
            .head();
    boolean several = counts.getLong(0) >= LISTS * counts.getLong(1);
    boolean positions = counts.getLong(2) > 0;
    boolean asked =
        config.ope().targets().values().stream().anyMatch(t -> t.frequenciesOf().isEmpty());
    if (asked && !(several && positions)) {
      out.notComputed(
          "off-policy values of lists (iips, rips, ...)",
          several
              ? "requests have several rows, but no row has a position (source.columns.position)"
              : "fewer than " + LISTS + " rows per request: requests are no lists");
    }
    return several && positions;
  }

  /** Adds scores of models that are not in the log: they exist for the test set. */
  private Dataset<Row> withScores(Dataset<Row> rows) {
    Set<String> outside = new LinkedHashSet<>();
    config.ope().targets().values().forEach(target -> target.score().ifPresent(outside::add));
    outside.removeAll(config.source().scores().keySet());
    if (outside.isEmpty()) {
      return rows;
    }
    List<Column> columns =
        new ArrayList<>(List.of(col("request").as("_s_request"), col("item").as("_s_item")));
    outside.forEach(model -> columns.add(col("score_" + model)));
    Dataset<Row> scores =
        context
            .read(Table.SCORES)
            .where(col("split").equalTo("test"))
            .select(columns.toArray(Column[]::new));
    Column same =
        rows.col("request")
            .equalTo(scores.col("_s_request"))
            .and(rows.col("item").equalTo(scores.col("_s_item")));
    return rows.join(scores, same, "left").drop("_s_request", "_s_item");
  }

  private Optional<RewardModel> rewardModel(Dataset<Row> rows) {
    Optional<String> obstacle = RewardModel.obstacle(rows, config);
    if (obstacle.isPresent()) {
      boolean given =
          config.ope().targets().values().stream().allMatch(t -> t.prediction().isPresent());
      if (!given) {
        out.notComputed("off-policy estimators with a reward model (dm, dr, ...)", obstacle.get());
      }
      return Optional.empty();
    }
    return Optional.of(RewardModel.fit(rows, config));
  }

  /** A target whose probabilities the source's rows say. */
  private Dataset<Row> given(Dataset<Row> rows, Asked asked, LogCounts counted) {
    Target target = asked.config();
    Columns made = new Columns(asked.prefix(), balance.shownLogger(target));
    made.add("target", asked.probability());
    Dataset<Row> weighed = weighed(asked, rows, counted, made);
    made.compared(target);
    if (target.prediction().isPresent()) {
      predictions(asked, counted, made);
    } else if (config.ope().rewardModel().kind() != OpeConfig.RewardModel.Kind.NONE) {
      out.notComputed(
          "estimators with a reward model for the target " + asked.name(),
          "what it could have shown instead is not in the log; give its prediction and expected");
    }
    return made.apply(weighed, asked, Kind.PROBABILITIES, Optional.empty());
  }

  /** Those of the source, where every row has them: a missing one is not a prediction of 0. */
  private void predictions(Asked asked, LogCounts counted, Columns made) {
    long missing = counted.unpredictedRows(asked);
    if (missing > 0) {
      out.notComputed(
          "estimators with a reward model for the target " + asked.name(),
          missing
              + " of its rows have no finite prediction or expected; give both for every row with a"
              + " target probability and an action propensity");
    } else {
      made.add("prediction", col("prediction_" + asked.name()));
      made.add("expected", col("expected_" + asked.name()));
      made.summed = config.ope().slots() == Slots.ITEM_POSITION ? 0 : config.ope().depth();
    }
  }

  /**
   * A target that orders the items of each request by a score.
   *
   * @param rows in its order already
   */
  private Dataset<Row> ranked(
      Dataset<Row> rows,
      Asked asked,
      LogCounts counted,
      Optional<RewardModel> rewards,
      LongRequests tooLong) {
    Target target = asked.config();
    String prefix = asked.prefix();
    Dataset<Row> result = rows;
    Columns made = new Columns(prefix, balance.shownLogger(target));
    if (rewards.isPresent()) {
      result = predicted(result, asked, rewards.get(), tooLong.obstacle(asked), made);
    }
    result = examined(result, asked);
    made.add("target", asked.probability());
    result = weighed(asked, result, counted, made);
    made.compared(target);
    return made.apply(result, asked, Kind.PROBABILITIES, Optional.of(RE_RANKING));
  }

  private Dataset<Row> predicted(
      Dataset<Row> rows, Asked asked, RewardModel model, Optional<String> obstacle, Columns made) {
    if (obstacle.isPresent()) {
      out.notComputed(
          "estimators with a reward model for the target " + asked.name(), obstacle.get());
      return rows;
    }
    RankedRewards rewards =
        new RankedRewards(
            model, ranking(asked), asked.probability().isNotNull(), config.ope().depth());
    rewards.names().forEach(name -> made.add(name, col(asked.prefix() + "_" + name)));
    return rewards.apply(rows);
  }

  /** The same target by examination of positions, which needs nothing random in what was shown. */
  private Dataset<Row> examined(Dataset<Row> rows, Asked asked) {
    Target target = asked.config();
    Optional<Dataset<Row>> propensities =
        context.store().find(Table.PROPENSITIES, context.run()).filter(Propensities::anyUsable);
    if (propensities.isEmpty() || target.temperature() > 0) {
      return rows;
    }
    Examined examined = new Examined(asked);
    Columns made = new Columns(examined.prefix(), Balance.rowsOf(target));
    made.add("target", examined.target());
    made.add("propensity", examined.logged());
    made.compared(target);
    return made.apply(
        examined.apply(rows, propensities.get(), config.propensity()),
        asked,
        Kind.EXAMINATION,
        Optional.of(
            RE_RANKING
                + ", if the position-based model holds: examination alone; propensities taken as"
                + " known"));
  }

  /**
   * A target known by how often it showed what.
   *
   * @param log the rows before any target's columns
   */
  private Dataset<Row> frequencies(Dataset<Row> rows, Dataset<Row> log, Asked asked) {
    Target target = asked.config();
    String prefix = asked.prefix();
    String from = target.frequenciesOf().orElseThrow();
    Frequencies frequencies = new Frequencies(prefix, from, target.logger().orElseThrow());
    Columns made = new Columns(prefix, Balance.rowsOf(target));
    made.add("target", col(prefix + "_target"));
    made.add("propensity", col("action_propensity"));
    made.compared(target);
    made.add("on_reward", col(prefix + "_on_reward"));
    made.add("on_weight", col(prefix + "_on_weight"));
    return made.apply(
        frequencies.apply(rows, log),
        asked,
        Kind.FREQUENCIES,
        Optional.of(
            "stationary approximation: item frequencies by position of the log of " + from));
  }

  /**
   * Adds the logger's probability; over several loggers whose probabilities are all known, that of
   * their mixture.
   */
  private Dataset<Row> weighed(Asked asked, Dataset<Row> rows, LogCounts counted, Columns made) {
    balance
        .gap(asked.name(), asked.config())
        .ifPresent(gap -> out.notComputed(gap.what(), gap.reason()));
    if (!balance.isBalanced(asked.config())) {
      made.add("propensity", col("action_propensity"));
      return rows;
    }
    made.mixed = balance.isBalancedDownLists(asked.config());
    Mixture mixture = balance.mixture(asked);
    if (!balance.isBalancedByRow(asked.config())) {
      // no row has a weight but that of the list down to it: all that counts is whether it has one
      made.add("propensity", when(mixture.isKnown(), lit(1.0)));
      return rows;
    }
    made.add("propensity", col(asked.prefix() + "_propensity"));
    return mixture.apply(rows, counted.positions());
  }

  /** Why a target has no row, where it names a policy that has none. */
  private Optional<String> obstacle(Target target) {
    Set<String> known = loggers.byLogger().keySet();
    return Stream.of(target.frequenciesOf(), target.logger())
        .flatMap(Optional::stream)
        .filter(policy -> !known.isEmpty() && !known.contains(policy))
        .findFirst()
        .map(
            policy ->
                "no row of policy "
                    + policy
                    + (config.source().columns().policy().isPresent()
                        ? "; the loggers are " + String.join(", ", known)
                        : "; source.columns.policy, which names a row's, is not set"));
  }

  /** Columns of one target while they are put together. */
  private final class Columns {
    private final String prefix;
    private final String logger;
    private final List<String> names = new ArrayList<>();
    private final List<Column> made = new ArrayList<>();
    private Optional<String> against = Optional.empty();
    private boolean same;
    private boolean mixed;
    private int summed;

    /**
     * @param logger whose rows are used, as shown
     */
    Columns(String prefix, String logger) {
      this.prefix = prefix;
      this.logger = logger;
    }

    void add(String name, Column column) {
      names.add(name);
      made.add(column.as(prefix + "_c_" + name));
    }

    /** The log that the value is compared with: another one, or the rows used. */
    void compared(Target target) {
      Optional<String> other = target.comparedLog();
      if (other.isEmpty()) {
        same = true;
        against = Optional.of(logger);
      } else if (loggers.find(other.get()).isPresent()) {
        against = other;
        add("other", col("_logger").equalTo(other.get()));
      } else {
        out.notComputed(
            "difference from the log of " + other.get(),
            "there is no row of it; the loggers are "
                + String.join(", ", loggers.byLogger().keySet()));
      }
    }

    Dataset<Row> apply(Dataset<Row> rows, Asked asked, Kind kind, Optional<String> note) {
      plans.add(
          new TargetPlan(
              asked.name(),
              logger,
              against,
              kind,
              note,
              obstacle(asked.config()),
              asked.isRanked(),
              lists,
              new TargetColumns(
                  at("target"),
                  at("propensity"),
                  mixed ? REWARD + 1 : TargetColumns.NONE,
                  mixed ? balance.logged().size() : 0,
                  same ? TargetColumns.SAME : at("other"),
                  at("prediction"),
                  at("expected"),
                  at("tail"),
                  at("continued"),
                  summed,
                  at("on_reward"),
                  at("on_weight"))));
      names.forEach(column -> columns.add(prefix + "_c_" + column));
      List<Column> all =
          new ArrayList<>(Arrays.stream(rows.columns()).map(c -> rows.col("`" + c + "`")).toList());
      all.addAll(made);
      return rows.select(all.toArray(Column[]::new));
    }

    private int at(String name) {
      int index = names.indexOf(name);
      return index < 0 ? TargetColumns.NONE : REWARD + 1 + columns.size() + index;
    }
  }
}
