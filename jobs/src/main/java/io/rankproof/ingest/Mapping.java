package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.LabelConfig;
import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.OpeConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.config.SliceFinderConfig;
import io.rankproof.config.SourceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Gives the source's rows the columns of {@code examples}, each checked for its type. */
final class Mapping {
  private final Expressions source;
  private final List<Column> columns = new ArrayList<>();
  private final List<Column> keys = new ArrayList<>();
  private final Problems problems = new Problems();

  private Mapping(Dataset<Row> rows) {
    source = new Expressions(rows);
  }

  /** Maps every row, good or bad; bad ones say so in {@link LogColumns#PROBLEM}. */
  static Dataset<Row> apply(Dataset<Row> rows, Contract contract, RankproofConfig config) {
    Mapping mapping = new Mapping(rows);
    mapping.keys(config.source().columns());
    mapping.traffic(config.source().columns());
    mapping.named(config.source());
    mapping.numericSegments(config.source().segments(), config.evaluate().sliceFinder());
    config
        .split()
        .column()
        .ifPresent(e -> mapping.add(LogColumns.ASSIGNED, mapping.source.text("split.column", e)));
    config.ope().targets().forEach(mapping::target);
    config.ope().loggers().forEach(mapping::logger);
    mapping.engagements(config.label());
    contract.problems(mapping.problems);
    return mapping.select(contract.marked(), rows.columns());
  }

  private Dataset<Row> select(Dataset<Row> rows, String[] source) {
    List<Column> all = new ArrayList<>(columns);
    all.add(content().as(LogColumns.CONTENT));
    all.addAll(keys);
    all.add(problems.first().as(LogColumns.PROBLEM));
    Column[] given =
        Arrays.stream(source).map(name -> rows.col("`" + name + "`")).toArray(Column[]::new);
    all.add(struct(given).as(LogColumns.SOURCE));
    return rows.select(all.toArray(Column[]::new));
  }

  /** The hash passes over nulls: without the flags (1, null) would equal (null, 1). */
  private Column content() {
    List<Column> parts = new ArrayList<>(columns);
    columns.forEach(column -> parts.add(column.isNull()));
    return xxhash64(parts.toArray(Column[]::new));
  }

  private void keys(SourceConfig.Columns names) {
    Column request = source.id("source.columns.request", names.request());
    Column item = source.id("source.columns.item", names.item());
    Column time = source.time("source.columns.time", names.time());
    problems.when(Reasons.REQUEST_MISSING, request.isNull());
    problems.when(Reasons.ITEM_MISSING, item.isNull());
    problems.when(Reasons.TIME_MISSING, time.isNull());
    Column user = names.user().map(e -> source.id("source.columns.user", e)).orElse(absentText());
    add(LogColumns.REQUEST, request);
    add(LogColumns.ITEM, item);
    // Apart from users, whose ids may be those of requests as well.
    Column cluster = coalesce(user, concat(lit("request "), request));
    keys.add(when(request.isNotNull(), xxhash64(request)).as(LogColumns.REQUEST_KEY));
    keys.add(xxhash64(cluster).as(LogColumns.CLUSTER_KEY));
    keys.add(xxhash64(item).as(LogColumns.ITEM_KEY));
    add(LogColumns.USER, user);
    add(LogColumns.CLUSTER, cluster);
    add(LogColumns.TIME, time);
    add(
        LogColumns.POSITION,
        names.position().map(this::position).orElse(absent(DataTypes.IntegerType)));
  }

  private Column position(String expression) {
    Column number = source.anyNumber("source.columns.position", expression);
    Column position = number.try_cast(DataTypes.IntegerType);
    problems.when(Reasons.POSITION_MISSING, number.isNull());
    problems.when(
        Reasons.POSITION_INVALID,
        position.isNull().or(position.lt(1)).or(position.notEqual(number)));
    return position;
  }

  private void traffic(SourceConfig.Columns names) {
    add("policy", names.policy().map(e -> source.text(key("policy"), e)).orElse(absentText()));
    add(
        "action_propensity",
        propensity("action-propensity", names.actionPropensity(), 1, Reasons.ACTION_PROPENSITY));
    add(
        "examination_propensity",
        propensity(
            "examination-propensity",
            names.examinationPropensity(),
            Double.MAX_VALUE,
            Reasons.EXAMINATION_PROPENSITY));
    add(
        "randomised",
        names
            .randomised()
            .map(e -> source.flag(key("randomised"), e))
            .orElse(absent(DataTypes.BooleanType)));
    add(
        "item_created",
        names
            .itemCreated()
            .map(e -> source.time(key("item-created"), e))
            .orElse(absent(DataTypes.TimestampType)));
    items(names);
    add("weight", names.weight().map(this::weight).orElse(lit(1.0)));
  }

  private void items(SourceConfig.Columns names) {
    add(
        "item_category",
        names.itemCategory().map(e -> source.text(key("item-category"), e)).orElse(absentText()));
    add(
        "item_creator",
        names.itemCreator().map(e -> source.id(key("item-creator"), e)).orElse(absentText()));
    add(
        "item_vector",
        names
            .itemVector()
            .map(e -> source.vector(key("item-vector"), e))
            .orElse(absent(DataTypes.createArrayType(DataTypes.DoubleType))));
  }

  /** A propensity divides: one that is not above 0 makes every weighted number wrong. */
  private Column propensity(String name, Optional<String> expression, double most, String reason) {
    if (expression.isEmpty()) {
      return absent(DataTypes.DoubleType);
    }
    Column p = source.rawNumber(key(name), expression.get());
    Column usable = p.gt(0).and(p.leq(most));
    problems.when(reason, p.isNotNull().and(not(usable)));
    return p;
  }

  private Column weight(String expression) {
    Column weight = source.rawNumber(key("weight"), expression);
    problems.when(
        Reasons.WEIGHT_INVALID,
        weight.isNull().or(weight.lt(0)).or(not(Expressions.isFinite(weight))));
    return weight;
  }

  private void named(SourceConfig config) {
    numbers("score_", "source.scores.", config.scores());
    numbers("feature_", "source.features.", config.features());
    texts("category_", "source.categories.", config.categories());
    config
        .featureTimes()
        .forEach(
            (name, e) ->
                add(LogColumns.dated(name), source.time("source.feature-times." + name, e)));
    texts("segment_", "source.segments.", config.segments());
  }

  private void numbers(String prefix, String key, Map<String, String> expressions) {
    expressions.forEach((name, e) -> add(prefix + name, source.number(key + name, e)));
  }

  private void texts(String prefix, String key, Map<String, String> expressions) {
    expressions.forEach((name, e) -> add(prefix + name, source.text(key + name, e)));
  }

  /** Segments are text in the tables, of whatever type they are in the log. */
  private void numericSegments(Map<String, String> segments, SliceFinderConfig finder) {
    segments.forEach(
        (name, e) -> {
          if (finder.searches(name)) {
            source
                .numberIfAny("source.segments." + name, e)
                .ifPresent(number -> add(LogColumns.number(name), number));
          }
        });
  }

  private void target(String name, OpeConfig.Target target) {
    String key = "ope.targets." + name;
    target.probability().ifPresent(e -> probability("target_" + name, key + ".probability", e));
    target
        .prediction()
        .ifPresent(e -> add("prediction_" + name, source.number(key + ".prediction", e)));
    target.expected().ifPresent(e -> add("expected_" + name, source.number(key + ".expected", e)));
  }

  private void logger(String name, String expression) {
    probability("logger_" + name, "ope.loggers." + name, expression);
  }

  private void probability(String column, String key, String expression) {
    Column p = source.rawNumber(key, expression);
    problems.when(Reasons.TARGET_PROBABILITY, not(p.geq(0).and(p.leq(1))));
    add(column, p);
  }

  private void engagements(LabelConfig label) {
    List<String> valued = label.valued();
    label.engagements().forEach((name, e) -> engagement(name, e, valued.contains(name)));
  }

  private void engagement(String name, Engagement engagement, boolean valued) {
    if (engagement.value().isEmpty()) {
      return;
    }
    String key = "label.engagements." + name;
    Column value = source.rawNumber(key + ".value", engagement.value().get());
    problems.when(
        Reasons.LABEL_NOT_FINITE, value.isNotNull().and(not(Expressions.isFinite(value))));
    Column happened = engagement.atLeast().map(value::geq).orElse(value.notEqual(0));
    add(LogColumns.happened(name), coalesce(happened, lit(false)));
    if (valued) {
      add(LogColumns.amount(name), value);
    }
    engagement
        .time()
        .ifPresent(e -> add(LogColumns.happenedAt(name), source.time(key + ".time", e)));
  }

  private void add(String name, Column column) {
    columns.add(column.as(name));
  }

  private static String key(String column) {
    return "source.columns." + column;
  }

  private static Column absentText() {
    return absent(DataTypes.StringType);
  }

  private static Column absent(DataType type) {
    return lit(null).cast(type);
  }
}
