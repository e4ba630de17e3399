package io.rankproof.ope;

import static org.apache.spark.sql.functions.approx_count_distinct;
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
import io.rankproof.functions.ExactSum;
import io.rankproof.job.RunContext;
import io.rankproof.ope.TargetPlan.Kind;
import io.rankproof.propensity.Propensities;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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

  private static boolean lists(Dataset<Row> rows) {
    Row counts =
        rows.agg(count(lit(1)), approx_count_distinct(col("request")), count(col("position")))
            .head();
    return counts.getLong(2) > 0 && counts.getLong(0) >= LISTS * counts.getLong(1);
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
    made.add("propensity", propensity(name, target, rows, probability));
    made.compared(target);
    if (target.prediction().isPresent()) {
      made.add("prediction", col("prediction_" + name));
      made.add("expected", col("expected_" + name));
    } else if (config.ope().rewardModel().kind() != OpeConfig.RewardModel.Kind.NONE) {
      out.notComputed(
          "estimators with a reward model for the target " + name,
          "what it could have shown instead is not in the log; give its prediction and expected");
    }
    return made.apply(rows, name, target, Kind.PROBABILITIES, Optional.empty());
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
    made.add("propensity", propensity(name, target, result, probability));
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
    Columns made = new Columns(prefix);
    Column several = col(ranked + "_target").isNotNull();
    made.add("target", used(target, when(mine.and(several), col(prefix + "_moved"))));
    made.add("propensity", col(prefix + "_logged"));
    made.compared(target);
    return made.apply(
        moved,
        name,
        target,
        Kind.EXAMINATION,
        Optional.of(RE_RANKING + ", if the position-based model holds: examination alone"));
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
   * The logger's probability; over several loggers whose probabilities are all known, theirs.
   *
   * @param probability the target's, null where a row is not used
   */
  private Column propensity(String name, Target target, Dataset<Row> rows, Column probability) {
    if (isBalanced(target)) {
      return mixture(rows.where(probability.isNotNull()));
    }
    if (target.logger().isEmpty() && loggers.byLogger().size() > 1) {
      Set<String> missing = new TreeSet<>(loggers.byLogger().keySet());
      missing.removeAll(config.ope().loggers().keySet());
      out.notComputed(
          "balanced weights over loggers for the target " + name,
          "ope.loggers does not give the propensities of "
              + String.join(", ", missing)
              + ": each row is weighted by its own logger's");
    }
    return col("action_propensity");
  }

  private boolean isBalanced(Target target) {
    return target.logger().isEmpty()
        && loggers.byLogger().size() > 1
        && config.ope().loggers().keySet().containsAll(loggers.byLogger().keySet());
  }

  /**
   * Sum over loggers of their share of the instance weight times their probability; null where one
   * of these is.
   *
   * @param rows those that the target uses where the mixture is known
   */
  private Column mixture(Dataset<Row> rows) {
    Set<String> names = loggers.byLogger().keySet();
    Column known =
        names.stream()
            .map(logger -> col("logger_" + logger).isNotNull())
            .reduce(Column::and)
            .orElseThrow();
    Map<String, Double> weights =
        rows
            .where(known)
            .groupBy("_logger")
            .agg(ExactSum.of(col("weight")))
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getDouble(1)));
    double all = names.stream().mapToDouble(name -> weights.getOrDefault(name, 0.0)).sum();
    return names.stream()
        .map(name -> col("logger_" + name).multiply(lit(weights.getOrDefault(name, 0.0) / all)))
        .reduce(Column::plus)
        .orElseThrow();
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
