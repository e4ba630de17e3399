package io.rankproof.simulate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.rankproof.config.SimulateConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The log and its truth as datasets; each is computed afresh from the request numbers. */
final class SimulatedLog {
  private final SparkSession spark;
  private final SimulateConfig config;
  private final long seed;
  private final Plants plants;

  SimulatedLog(SparkSession spark, SimulateConfig config, long seed) {
    this.spark = spark;
    this.config = config;
    this.seed = seed;
    plants = new Plants(config.plant(), seed);
  }

  Dataset<Row> impressions() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                id("r", "request").as("request_id"),
                id("u", "user").as("user_id"),
                id("i", "item").as("item_id"),
                timestamp_micros(col("time")).as("event_time"),
                col("position"),
                named("ranker", Ranker.names()).as("ranker"),
                col("actionPropensity").as("action_propensity"),
                col("randomised"),
                named("platform", Users.PLATFORMS).as("platform"),
                named("country", Users.COUNTRIES).as("country"),
                timestamp_micros(col("itemCreated")).as("item_created"),
                named("itemCategory", Items.CATEGORIES).as("item_category"),
                col("itemQuality").as("item_quality"),
                col("tasteMatch").as("taste_match"),
                col("productionScore").as("production_score"),
                col("candidateScore").as("candidate_score"),
                col("productionPosition").as("production_position"),
                col("candidatePosition").as("candidate_position")));
    columns.addAll(plants.columns());
    return plants.withCopies(rows().select(columns.toArray(Column[]::new)));
  }

  /** What items say of themselves. */
  Dataset<Row> items() {
    return plants.texts(spark.range(config.items()).toDF("id")).coalesce(1);
  }

  /** Every engagement before the log's end. */
  Dataset<Row> engagements() {
    long end = RequestClock.micros(config.end());
    Dataset<Row> engagements =
        rows()
            .where(col("clickTime").geq(0).or(col("hideTime").geq(0)))
            .select(
                id("r", "request").as("request_id"),
                id("i", "item").as("item_id"),
                expr(
                    "stack(4, 'click', clickTime, 'save', saveTime, 'hide', hideTime,"
                        + " 'purchase', purchaseTime) AS (type, micros)"))
            .where(col("micros").geq(0).and(col("micros").lt(end)))
            .select(
                col("request_id"),
                col("item_id"),
                col("type"),
                timestamp_micros(col("micros")).as("event_time"));
    return plants.withCopies(engagements);
  }

  Dataset<Row> truthOfImpressions() {
    return rows()
        .select(
            id("r", "request").as("request_id"),
            id("i", "item").as("item_id"),
            col("relevance"),
            col("examination"));
  }

  Dataset<Row> truthOfPropensities() {
    Examination examination = new Examination(config);
    List<Row> rows = new ArrayList<>();
    for (int platform = 0; platform < Users.PLATFORMS.length; platform++) {
      for (int position = 1; position <= config.listLength(); position++) {
        double propensity = examination.at(platform, position);
        rows.add(RowFactory.create(Users.PLATFORMS[platform], position, propensity));
      }
    }
    return table(rows, "platform STRING, position INT, propensity DOUBLE");
  }

  /** The true value of every ranker, the mean over the requests, by cell of {@link TrueValues}. */
  double[] truthOfRankers() {
    double[] means = new double[TrueValues.CELLS];
    requests()
        .mapPartitions(trueValues(config, seed), Encoders.bean(TrueValueSum.class))
        .groupBy("cell")
        .agg(sum(col("units").cast("decimal(38,0)")).cast("double"))
        .collectAsList()
        .forEach(row -> means[row.getInt(0)] = row.getDouble(1) / TrueValueSum.ONE);
    for (int cell = 0; cell < means.length; cell++) {
      means[cell] /= config.requests();
    }
    return means;
  }

  Dataset<Row> table(double[] truthOfRankers) {
    List<Row> rows = new ArrayList<>();
    for (TrueValues.Scope scope : TrueValues.Scope.values()) {
      for (Ranker ranker : Ranker.values()) {
        for (TrueMetric metric : TrueMetric.values()) {
          double value = truthOfRankers[TrueValues.cell(scope, ranker, metric)];
          rows.add(RowFactory.create(ranker.label(), scope.label(), metric.label(), value));
        }
      }
    }
    return table(rows, "ranker STRING, scope STRING, metric STRING, value DOUBLE");
  }

  private Dataset<Row> table(List<Row> rows, String columns) {
    return spark.createDataFrame(rows, StructType.fromDDL(columns)).coalesce(1);
  }

  private Dataset<Impression> rows() {
    return requests().mapPartitions(impressions(config, seed), Encoders.bean(Impression.class));
  }

  private Dataset<Long> requests() {
    return spark.range(0, config.requests(), 1, config.partitions()).as(Encoders.LONG());
  }

  private static MapPartitionsFunction<Long, Impression> impressions(
      SimulateConfig config, long seed) {
    return requests -> new Impressions(new World(config, seed), requests);
  }

  private static MapPartitionsFunction<Long, TrueValueSum> trueValues(
      SimulateConfig config, long seed) {
    return requests -> TrueValues.of(new World(config, seed), requests);
  }

  private static Column id(String prefix, String number) {
    return concat(lit(prefix), col(number).cast("string"));
  }

  private static Column named(String index, String[] names) {
    Column[] literals = Arrays.stream(names).map(functions::lit).toArray(Column[]::new);
    return element_at(array(literals), col(index).plus(1));
  }
}
