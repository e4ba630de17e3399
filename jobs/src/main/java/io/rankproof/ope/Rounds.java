package io.rankproof.ope;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

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
    // without positions a list has the order of a hash: it matters to no estimator then
    Dataset<Row> rows =
        withScores(examples)
            .withColumn("_order", coalesce(col("position").cast("bigint"), xxhash64(col("item"))));
    Optional<RewardModel> rewards = rewardModel(rows);
    for (String name : config.ope().targets().keySet()) {
      Target target = config.ope().targets().get(name);
      String prefix = "_t" + plans.size();
      if (target.score().isPresent()) {
        rows = ranked(rows, name, target, prefix, rewards);
      } else if (target.frequenciesOf().isPresent()) {
        rows = frequencies(rows, name, target, prefix);
      } else {
        rows = given(rows, name, target, prefix);
      }
    }
    return new Together(together(rows), List.copyOf(plans));
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
  private Dataset<Row> given(Dataset<Row> rows, String name, Target target, String prefix) {
    Columns made = new Columns(prefix);
    Column probability = used(target, col("target_" + name));
    made.add("target", probability);
    Dataset<Row> weighed = weighed(name, target, rows, prefix, probability);
    made.add("propensity", col(prefix + "_propensity"));
    made.compared(target);
    if (target.prediction().isPresent()) {
      predictions(name, weighed, prefix, probability, made);
    } else if (config.ope().rewardModel().kind() != OpeConfig.RewardModel.Kind.NONE) {
      out.notComputed(
          "estimators with a reward model for the target " + name,
          "what it could have shown instead is not in the log; give its prediction and expected");
    }
    return made.apply(weighed, name, target, Kind.PROBABILITIES, Optional.empty());
  }

  /** Those of the source, where every row has them: a missing one is not a prediction of 0. */
  private void predictions(
      String name, Dataset<Row> rows, String prefix, Column probability, Columns made) {
    Column prediction = col("prediction_" + name);
    Column expected = col("expected_" + name);
    Column used = probability.isNotNull().and(col(prefix + "_propensity").isNotNull());
    long missing = rows.where(used.and(prediction.isNull().or(expected.isNull()))).count();
    if (missing > 0) {
      out.notComputed(
          "estimators with a reward model for the target " + name,
          missing
              + " of its rows have no finite prediction or expected; give both for every row with a"
              + " target probability and an action propensity");
    } else {
      made.add("prediction", prediction);
      made.add("expected", expected);
    }
  }

  /** A target that orders the items of each request by a score. */
  private Dataset<Row> ranked(
      Dataset<Row> rows, String name, Target target, String prefix, Optional<RewardModel> rewards) {
    String score = "score_" + target.score().orElseThrow();
    Ranking ranking =
        new Ranking(prefix, score, target.temperature(), config.ope().slots(), config.seed());
    boolean outside = !config.source().scores().containsKey(target.score().orElseThrow());
    Dataset<Row> result = ranking.apply(rows);
    Column mine = outside ? col("split").equalTo("test") : lit(true);
    Columns made = new Columns(prefix);
    if (rewards.isPresent() && target.temperature() == 0) {
      result = rewards.get().predict(result, col("position"), prefix + "_prediction");
      Column moved = when(col("position").isNotNull(), col(prefix + "_position"));
      result = rewards.get().predict(result, moved, prefix + "_expected");
      made.add("prediction", col(prefix + "_prediction"));
      made.add("expected", col(prefix + "_expected"));
      if (config.ope().slots() != Slots.ITEM_POSITION) {
        result = ranking.tail(result, prefix + "_expected", config.ope().depth());
        made.add("tail", col(prefix + "_tail"));
      }
    } else if (rewards.isPresent()) {
      out.notComputed(
          "estimators with a reward model for the target " + name,
          "a softmax would need every item's reward at every position; temperature = 0 does not");
    }
    result = examined(result, name, target, prefix, mine);
    Column probability = used(target, when(mine, col(prefix + "_target")));
    made.add("target", probability);
    result = weighed(name, target, result, prefix, probability);
    made.add("propensity", col(prefix + "_propensity"));
    made.compared(target);
    return made.apply(result, name, target, Kind.PROBABILITIES, Optional.of(RE_RANKING));
  }

  /** The same target by examination of positions, which needs nothing random in what was shown. */
  private Dataset<Row> examined(
      Dataset<Row> rows, String name, Target target, String ranked, Column mine) {
    Optional<Dataset<Row>> propensities =
        context.store().find(Table.PROPENSITIES, context.run()).filter(Propensities::anyUsable);
    if (propensities.isEmpty() || target.temperature() > 0) {
      return rows;
    }
    String prefix = ranked + "_e";
    Dataset<Row> logged =
        Propensities.attach(rows, propensities.get(), config.propensity())
            .withColumnRenamed("propensity", prefix + "_logged")
            .withColumnRenamed("position", prefix + "_position")
            .withColumn("position", col(ranked + "_position").cast("int"));
    Dataset<Row> moved =
        Propensities.attach(logged, propensities.get(), config.propensity())
            .withColumnRenamed("propensity", prefix + "_moved")
            .drop("position")
            .withColumnRenamed(prefix + "_position", "position");
    // a request counts as a whole: without the items of one position the rest is another list
    WindowSpec request = Window.partitionBy("cluster", "request");
    Column whole = count_if(col(prefix + "_logged").isNull()).over(request).equalTo(0);
    Columns made = new Columns(prefix);
    Column several = col(ranked + "_target").isNotNull();
    moved = moved.withColumn(prefix + "_whole", whole);
    made.add(
        "target",
        used(target, when(mine.and(several).and(col(prefix + "_whole")), col(prefix + "_moved"))));
    made.add("propensity", col(prefix + "_logged"));
    made.compared(target);
    return made.apply(
        moved,
        name,
        target,
        Kind.EXAMINATION,
        Optional.of(
            RE_RANKING
                + ", if the position-based model holds: examination alone; propensities taken as"
                + " known"));
  }

  /** A target known by how often it showed what. */
  private Dataset<Row> frequencies(Dataset<Row> rows, String name, Target target, String prefix) {
    String from = target.frequenciesOf().orElseThrow();
    Frequencies frequencies = new Frequencies(prefix, from, target.logger().orElseThrow());
    Columns made = new Columns(prefix);
    made.add("target", col(prefix + "_target"));
    made.add("propensity", col("action_propensity"));
    made.compared(target);
    made.add("on_reward", col(prefix + "_on_reward"));
    made.add("on_weight", col(prefix + "_on_weight"));
    return made.apply(
        frequencies.apply(rows),
        name,
        target,
        Kind.FREQUENCIES,
        Optional.of(
            "stationary approximation: item frequencies by position of the log of " + from));
  }

  private static Column used(Target target, Column probability) {
    return target
        .logger()
        .map(logger -> when(col("_logger").equalTo(logger), probability))
        .orElse(probability);
  }

  /**
   * Adds {@code _propensity}: the logger's probability; over several loggers whose probabilities
   * are all known, theirs.
   *
   * @param probability the target's, null where a row is not used
   */
  private Dataset<Row> weighed(
      String name, Target target, Dataset<Row> rows, String prefix, Column probability) {
    if (isBalanced(target)) {
      return new Mixture(prefix, loggers.byLogger().keySet())
          .apply(rows, probability)
          .withColumnRenamed(prefix + "_mixture", prefix + "_propensity");
    }
    unbalanced(target)
        .ifPresent(
            why ->
                out.notComputed(
                    "balanced weights over loggers for the target " + name,
                    why + ": each row is weighted by its own logger's"));
    return rows.withColumn(prefix + "_propensity", col("action_propensity"));
  }

  private boolean isBalanced(Target target) {
    return isOfSeveral(target) && unbalanced(target).isEmpty();
  }

  private boolean isOfSeveral(Target target) {
    return target.logger().isEmpty() && loggers.byLogger().size() > 1;
  }

  /** Why several loggers do not get one mixture. */
  private Optional<String> unbalanced(Target target) {
    if (!isOfSeveral(target)) {
      return Optional.empty();
    }
    Set<String> missing = new TreeSet<>(loggers.byLogger().keySet());
    missing.removeAll(config.ope().loggers().keySet());
    if (!missing.isEmpty()) {
      return Optional.of(
          "ope.loggers does not give the propensities of " + String.join(", ", missing));
    }
    Slots slots = config.ope().slots();
    // the product down a list of mixtures is not the mixture of the products
    return slots == Slots.CASCADE || (lists && slots != Slots.ITEM_POSITION)
        ? Optional.of(
            "weights multiply down a list with ope.slots = "
                + slots.name().toLowerCase(Locale.ROOT)
                + ", and a mixture is of single positions (ope.slots = item-position)")
        : Optional.empty();
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

  private String shownLogger(Target target) {
    return target.logger().orElse(isBalanced(target) ? "balanced" : OnPolicy.ALL);
  }

  /** Columns of one target while they are put together. */
  private final class Columns {
    private final String prefix;
    private final List<String> names = new ArrayList<>();
    private final List<Column> made = new ArrayList<>();
    private Optional<String> against = Optional.empty();
    private boolean same;

    Columns(String prefix) {
      this.prefix = prefix;
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
        against = Optional.of(shownLogger(target));
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

    Dataset<Row> apply(
        Dataset<Row> rows, String name, Target target, Kind kind, Optional<String> note) {
      plans.add(
          new TargetPlan(
              name,
              shownLogger(target),
              against,
              kind,
              note,
              obstacle(target),
              lists,
              new TargetColumns(
                  at("target"),
                  at("propensity"),
                  same ? TargetColumns.SAME : at("other"),
                  at("prediction"),
                  at("expected"),
                  at("tail"),
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
