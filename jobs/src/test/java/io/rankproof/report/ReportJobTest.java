package io.rankproof.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankproof.decide.DecideJob;
import io.rankproof.decide.Decisions;
import io.rankproof.error.ConfigException;
import io.rankproof.error.StoreException;
import io.rankproof.result.Decision;
import io.rankproof.result.FixtureRun;
import io.rankproof.result.RunResults;
import io.rankproof.result.SampleRun;
import io.rankproof.result.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decide and report on one store: the tables are written once. */
class ReportJobTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static FixtureRun run;
  private static Optional<Decisions.Overall> before;

  @BeforeAll
  static void runBoth() {
    run = new FixtureRun(folder, "spark.conf.\"fs.secret.key\"=hush");
    run.evaluated();
    before = Decisions.overall(run.context().store(), SampleRun.RUN);
    run.run(new DecideJob());
    run.run(new ReportJob());
    run.context().console().close();
  }

  @Test
  void tablesReadBackAsTheyWere() {
    RunResults sample = SampleRun.results();
    RunResults read = results();
    assertThat(read.estimates()).containsExactlyInAnyOrderElementsOf(sample.estimates());
    assertThat(read.differences()).containsExactlyInAnyOrderElementsOf(sample.differences());
    assertThat(read.calibration()).isEqualTo(sample.calibration());
    assertThat(read.offPolicyValues()).isEqualTo(sample.offPolicyValues());
    assertThat(read.propensities()).isEqualTo(sample.propensities());
    assertThat(read.diagnostics()).isEqualTo(sample.diagnostics());
    assertThat(read.positionBias()).isEqualTo(sample.positionBias());
    assertThat(read.models()).isEqualTo(sample.models());
  }

  @Test
  void decidesForEveryCandidate() {
    assertThat(results().decisions())
        .extracting(Decision::model)
        .containsExactly("gbt", "candidate", "popularity");
    assertThat(results().decisions())
        .extracting(Decision::verdict)
        .containsExactly(Verdict.ADVANCE_TO_AB_TEST, Verdict.ADVANCE_TO_AB_TEST, Verdict.HOLD);
  }

  @Test
  void overallIsTheBestCandidates() {
    assertThat(before).isEmpty();
    Decisions.Overall overall =
        Decisions.overall(run.context().store(), SampleRun.RUN).orElseThrow();
    assertThat(overall.advances()).isTrue();
    assertThat(overall.best().orElseThrow().model()).isEqualTo("gbt");
  }

  @Test
  void decisionFileSaysTheSame() throws Exception {
    JsonNode file = JSON.readTree(file("decision.json"));
    assertThat(file.get("verdict").asText()).isEqualTo("ADVANCE_TO_AB_TEST");
    assertThat(file.get("candidate").asText()).isEqualTo("gbt");
    assertThat(file.get("baseline").asText()).isEqualTo("production");
    assertThat(file.get("policy").get("primary").get("metric").asText()).isEqualTo("nDCG@10");
    assertThat(file.get("decisions")).hasSize(3);
    JsonNode check = file.get("decisions").get(0).get("checks").get(0);
    assertThat(check.get("kind").asText()).isEqualTo("primary");
    assertThat(check.get("value").asDouble()).isEqualTo(0.034);
  }

  @Test
  void metricsFileHasEveryRow() throws Exception {
    JsonNode metrics = JSON.readTree(file("metrics.json"));
    assertThat(metrics.get("baseline").asText()).isEqualTo("production");
    assertThat(metrics.get("metrics")).hasSize(4 * 20);
    assertThat(metrics.get("comparisons")).hasSize(3 * 20);
    assertThat(metrics.get("comparisons").get(0).get("p_bh").isNull()).isTrue();
    JsonNode found = metrics.get("slice_findings").get(0);
    assertThat(found.get("worse_than").asText()).isEqualTo("production");
    assertThat(found.get("delta").asDouble()).isEqualTo(-0.0291);
    assertThat(found.get("within").asText()).isEqualTo("platform = ios");
  }

  @Test
  void configFileKeepsSecrets() throws Exception {
    assertThat(file("config.conf")).contains("baseline=production").doesNotContain("hush");
  }

  @Test
  void theTerminalEndsWithThePage() throws Exception {
    assertThat(run.printed())
        .contains("ADVANCE_TO_AB_TEST: gbt has earned an A/B test against production.")
        .endsWith("runs/" + SampleRun.RUN + "/report.html\n");
    assertThat(file("report.html")).contains("gbt has earned an A/B test against production.");
  }

  @Test
  void refusesTheBaselineAsACandidate() {
    assertThatThrownBy(
            () ->
                new FixtureRun(folder, "decide.candidates=[gbt, production]").run(new DecideJob()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("decide.candidates")
        .hasMessageContaining("\"production\" is the baseline");
  }

  @Test
  void needsAnEvaluation(@TempDir Path empty) {
    FixtureRun early = new FixtureRun(empty);
    assertThatThrownBy(() -> early.run(new DecideJob()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("run the job \"evaluate\" first");
    assertThat(empty).isEmptyDirectory();
  }

  private static RunResults results() {
    return RunResults.load(run.context().store(), SampleRun.RUN);
  }

  private static String file(String name) throws IOException {
    return Files.readString(
        folder.resolve("runs").resolve(SampleRun.RUN.value()).resolve(name),
        StandardCharsets.UTF_8);
  }
}
