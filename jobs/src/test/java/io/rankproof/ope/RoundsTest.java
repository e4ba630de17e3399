package io.rankproof.ope;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.job.RunContext;
import io.rankproof.store.JobOutput;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many targets cost. */
class RoundsTest {
  private static final String CONFIG =
      """
      label.engagements { click { value = c } }
      source { columns { user = user, policy = policy, position = position }, scores.s = s }
      """;

  @TempDir Path folder;

  private int runs;

  /** Reads of the log in the plan of several targets of one kind. */
  private int leaves(String settings, int targets, String target) {
    return together(settings, targets, target)
        .rows()
        .queryExecution()
        .analyzed()
        .collectLeaves()
        .size();
  }

  private Rounds.Together together(String settings, int targets, String target) {
    String all =
        IntStream.range(0, targets)
            .mapToObj(t -> "t" + t + " { " + target + " }")
            .collect(Collectors.joining("\n", "\nope.targets {\n", "\n}\n"));
    RunContext context =
        ExampleTable.run(folder.resolve("run" + runs++), CONFIG + settings + all, log());
    Dataset<Row> examples =
        context
            .read(Table.EXAMPLES)
            .withColumn("_reward", col("label_click"))
            .withColumn("_logger", col("policy"));
    JobOutput out = new JobOutput(context.store(), context.run(), "ope");
    return new Rounds(context, out, OnPolicy.of(examples)).of(examples);
  }

  private static Dataset<Row> log() {
    String columns =
        IntStream.range(0, 6)
            .mapToObj(
                t ->
                    ", 0.5D AS target_t%1$d, 0D AS prediction_t%1$d, 0D AS expected_t%1$d"
                        .formatted(t))
            .collect(Collectors.joining());
    return TestSpark.session()
        .sql(
            "SELECT concat('u', r) AS user, concat('r', r) AS request, concat('i', p) AS item,"
                + " int(p) AS position, IF(r % 2 = 0, 'x', 'y') AS policy, double(r % 3 = 0) AS"
                + " label_click, 0.5D AS action_propensity, 0.5D AS logger_x, 0.5D AS logger_y,"
                + " double(p) AS score_s, double(r) AS feature_x"
                + columns
                + " FROM (SELECT id AS r, explode(array(1, 2)) AS p FROM range(8))");
  }

  @Test
  void balancedTargetsDoNotMultiplyThePlan() {
    String loggers = "ope.loggers { x = \"1\", y = \"1\" }";
    for (String target : new String[] {"probability = \"1\"", "score = s"}) {
      int two = leaves(loggers, 2, target);
      assertThat(leaves(loggers, 6, target)).isEqualTo(3 * two - 2);
    }
  }

  @Test
  void frequenciesDoNotMultiplyThePlan() {
    String target = "frequencies-of = x, logger = y";
    int two = leaves("", 2, target);
    assertThat(leaves("", 6, target)).isEqualTo(3 * two - 2);
  }

  @Test
  void predictionsOfEveryItemAtEveryPositionDoNotMultiplyThePlan() {
    String model = "ope { slots = cascade, reward-model.kind = logistic }";
    String target = "score = s, temperature = 1";
    assertThat(leaves(model, 3, target)).isEqualTo(leaves(model, 1, target));
  }

  /** A target on a small slice does not pay for the rest of the log. */
  @Test
  void requestsThatASoftmaxDoesNotUseAreNotPredictedAtEveryPosition() {
    String model = "ope { slots = cascade, reward-model.kind = logistic }";
    Dataset<Row> rows = together(model, 1, "score = s, temperature = 1, logger = x").rows();
    assertThat(rows.where("_t0_c_target IS NULL").count()).isEqualTo(8);
    assertThat(rows.where("(_t0_c_target IS NULL) = (_t0_c_expected IS NULL)").count())
        .isEqualTo(16);
  }

  @Test
  void predictionsOfAllTargetsAreCountedAtOnce() throws TimeoutException {
    String target = "probability = \"1\", prediction = \"0\", expected = \"0\"";
    assertThat(jobs(6, target)).isEqualTo(jobs(1, target));
  }

  private int jobs(int targets, String target) throws TimeoutException {
    SparkContext spark = TestSpark.session().sparkContext();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart started) {
            jobs.incrementAndGet();
          }
        };
    spark.listenerBus().waitUntilEmpty();
    spark.addSparkListener(listener);
    try {
      together("", targets, target);
      spark.listenerBus().waitUntilEmpty();
    } finally {
      spark.removeSparkListener(listener);
    }
    return jobs.get();
  }
}
