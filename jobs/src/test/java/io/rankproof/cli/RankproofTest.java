package io.rankproof.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.TestSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Bad input on the command line: one clear line, the right exit code, nothing written or lost. */
class RankproofTest {
  private static final String LOG =
      """
      request,item,user,time,position,clicked,prod
      r1,a,u1,2026-01-01T00:00:00Z,1,1,0.9
      r1,b,u1,2026-01-01T00:00:00Z,2,0,0.8
      r2,a,u2,2026-01-02T00:00:00Z,1,0,0.9
      r2,c,u2,2026-01-02T00:00:00Z,2,1,0.1
      r3,a,u3,2026-01-03T00:00:00Z,1,1,0.9
      r3,b,u3,2026-01-03T00:00:00Z,2,0,0.8
      r4,a,u1,2026-01-04T00:00:00Z,1,0,0.9
      r4,c,u1,2026-01-04T00:00:00Z,2,1,0.1
      r5,a,u2,2026-01-05T00:00:00Z,1,1,0.9
      r5,b,u2,2026-01-05T00:00:00Z,2,0,0.8
      """;

  @TempDir Path folder;

  @BeforeAll
  static void sharedSession() {
    TestSpark.session();
  }

  private record Outcome(int code, String err) {}

  private Outcome run(String job, String config, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("test.conf"), config);
    List<String> arguments =
        new ArrayList<>(List.of(job, "--config", file.toString(), "--store", store().toString()));
    arguments.addAll(List.of(more));
    return execute(arguments.toArray(String[]::new));
  }

  private Path store() {
    return folder.resolve("store");
  }

  private static Outcome execute(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = Rankproof.commandLine();
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(new StringWriter(), true));
    return new Outcome(line.execute(arguments), err.toString());
  }

  private String config(String log, String more) throws IOException {
    Path csv = Files.writeString(folder.resolve("log.csv"), log);
    return """
        source {
          tables { log { format = csv, path = "%s", options { header = true, inferSchema = true } } }
          columns { user = user, position = position }
          scores { production = prod }
        }
        label { window = 0s, engagements { click { value = clicked } } }
        decide.primary.metric = "nDCG@10"
        %s
        """
        .formatted(csv, more);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sedd = 1 | 2 | sedd: unknown key",
        "seed = many | 2 | seed: \"many\"",
        "source.tables.log.path = /no/such/file | 2 | source.tables.log.path: \"/no/such/file\" does not exist",
        "source.columns.request = reqest | 2 | source.columns.request",
        "source.columns.time = clicked | 3 | source.columns.time",
        "source.columns.position = \"int(item)\" | 3 | fails on a row of the input: [CAST_INVALID_INPUT]",
        "propensity.method = randomised | 2 | propensity.method",
        "evaluate.metrics = [\"nDGC@10\"] | 2 | evaluate.metrics",
        "evaluate.slices = [platfrom] | 2 | evaluate.slices",
        "split { validation-start = \"2030-01-01T00:00:00Z\", test-start = \"2031-01-01T00:00:00Z\" } | 3 | validation",
        "label.engagements.click.value = \"0\" | 3 | click",
      })
  void badConfigOrInputIsOneLineAndNothingIsWritten(String more, int code, String says)
      throws IOException {
    Outcome outcome = run("run", config(LOG, more));
    assertThat(outcome.err()).as(more).contains(says);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.err().strip().lines()).as(outcome.err()).hasSize(1);
    assertThat(store()).doesNotExist();
  }

  @Test
  void anEmptyInputIsRefused() throws IOException {
    String header = LOG.lines().findFirst().orElseThrow() + "\n";
    Outcome outcome = run("run", config(header, ""));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.err()).contains("there is no row");
    assertThat(store()).doesNotExist();
  }

  @Test
  void anEmptyInputIsRefusedWhateverItsExpressionsNeed() throws IOException {
    String header = LOG.lines().findFirst().orElseThrow() + "\n";
    String time = "source.columns.time = \"timestamp_seconds(time)\"";
    assertThat(run("run", config(header, time)).err()).contains("there is no row");
    assertThat(run("run", config("", "")).err()).contains("there is no row");
    assertThat(store()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scor | 2 | score.tables.c.score: \"scor\" does not resolve",
        "score | 3 | score.tables.c.score: \"score\" is text (STRING)"
      })
  void aScoreTableIsLookedAtBeforeAnythingIsWritten(String score, int code, String says)
      throws IOException {
    Path csv = Files.writeString(folder.resolve("c.csv"), "request,item,score\nr1,a,n/a\n");
    Outcome outcome =
        run(
            "run",
            config(
                LOG,
                """
                source.tables.c { format = csv, path = "%s" }
                score.tables.c { table = c, request = request, item = item, score = %s }
                """
                    .formatted(csv, score)));
    assertThat(outcome.err()).contains(says);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(store()).doesNotExist();
  }

  @Test
  void aMistypedJobOrOptionIsNamedWithTheNearest() {
    assertThat(execute("evalute", "--config", "x").err())
        .contains("unknown job or argument \"evalute\"; did you mean evaluate");
    assertThat(execute("run", "--config", "x", "--stor", "y").err())
        .contains("unknown option \"--stor\"; did you mean --store");
  }

  @Test
  void aSettingOfTheCommandLineIsNotALineOfTheFile() throws IOException {
    assertThat(run("run", config(LOG, ""), "--set", "seed=[1]").err())
        .contains("seed: ")
        .contains("(--set)")
        .doesNotContain("(line");
    assertThat(run("run", config(LOG, ""), "--set", "evaluate.metrics=[nDCG@10]").err())
        .contains("is no list or object; quote texts: [\"nDCG@10\"]");
    assertThat(store()).doesNotExist();
  }

  @Test
  void pruneNeedsAStore() throws IOException {
    Outcome outcome = run("prune", config(LOG, ""), "--keep", "1");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("store.path: there is no store in");
  }

  @Test
  void someoneElsesFolderIsLeftAsItWas() throws IOException {
    Files.createDirectories(store());
    Files.writeString(store().resolve("thesis.txt"), "years of work");
    Outcome outcome = run("run", config(LOG, ""));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("thesis.txt").contains("store.path");
    assertThat(store().toFile().list()).containsExactly("thesis.txt");
  }

  @Test
  void aJobWhoseInputIsMissingNamesTheJobToRun() throws IOException {
    Outcome outcome = run("evaluate", config(LOG, ""), "--run-id", "x");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("run the job \"score\" first");
  }

  @Test
  void usage() {
    assertThat(execute("runn").code()).isEqualTo(2);
    assertThat(execute("run").code()).isEqualTo(2);
    assertThat(execute("run").err()).contains("--config").contains("--help");
    assertThat(execute("run", "--config", "/no/such.conf").err()).contains("/no/such.conf");
    assertThat(execute("run", "--config", "/no/such.conf").code()).isEqualTo(2);
    assertThat(execute("--help").code()).isZero();
    assertThat(execute("config").code()).isZero();
  }

  @Test
  void gateTurnsAVerdictIntoAnExitCode() throws IOException {
    String config = config(LOG, "decide.candidates = [same], source.scores.same = prod");
    Outcome open = run("run", config);
    assertThat(open.code()).as(open.err()).isZero();
    Outcome gated = run("run", config, "--gate");
    assertThat(gated.code()).as(gated.err()).isEqualTo(4);
    Outcome early = run("prepare", config(LOG, ""), "--gate");
    assertThat(early.code()).isEqualTo(2);
    assertThat(early.err()).contains("--gate: this job gives no verdict");
  }

  @Test
  void aRunReadsOneStateOfATableThatGrows() throws IOException {
    String table = folder.resolve("delta").toString();
    Path csv = Files.writeString(folder.resolve("log.csv"), LOG);
    append(csv, table);
    String config =
        config(LOG, "")
            .replaceAll("log \\{ format = csv.*\n", "log { format = delta, path = \"%s\" } }\n")
            .formatted(table);
    assertThat(run("run", config, "--run-id", "x").code()).isZero();
    assertThat(store().resolve("runs/x/decision.json"))
        .as("the only model is the baseline")
        .content()
        .contains("\"decisions\" : [ ]");
    String before = Instant.now().toString();

    append(Files.writeString(folder.resolve("more.csv"), LOG.replace("r1,", "r9,")), table);

    assertThat(run("score", config, "--run-id", "x").code()).isZero();
    Outcome changed = run("run", config, "--run-id", "x");
    assertThat(changed.code()).isEqualTo(2);
    assertThat(changed.err()).contains("log=delta:0, which is now log=delta:1", "--as-of");
    assertThat(run("run", config, "--run-id", "x", "--as-of", before).code()).isZero();
    Outcome tooEarly = run("run", config, "--as-of", "2020-01-01T00:00:00Z");
    assertThat(tooEarly.code()).isEqualTo(2);
    assertThat(tooEarly.err()).contains("--as-of: source.tables.log.path has no version as old as");
    Outcome noHistory = run("run", config(LOG, ""), "--as-of", before);
    assertThat(noHistory.err()).contains("is csv, which keeps no history");
    assertThat(run("run", config, "--as-of", "yesterday").err()).contains("\"yesterday\" is no");
  }

  private static void append(Path csv, String table) {
    TestSpark.session()
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(csv.toString())
        .write()
        .format("delta")
        .mode("append")
        .save(table);
  }

  @Test
  void pruneKeepsTheLatestRuns() throws IOException {
    String config = config(LOG, "");
    for (String id : List.of("a", "b", "c")) {
      assertThat(run("prepare", config, "--run-id", id).code()).isZero();
    }
    assertThat(run("prune", config, "--keep", "0").code()).isEqualTo(2);
    Outcome pruned = run("prune", config, "--keep", "2");
    assertThat(pruned.code()).as(pruned.err()).isZero();
    assertThat(store().resolve("tables/examples").toFile().list())
        .contains("run_id=b", "run_id=c")
        .doesNotContain("run_id=a");
    assertThat(run("propensity", config, "--run-id", "a").err())
        .contains("run the job \"prepare\" first");
    assertThat(run("propensity", config, "--run-id", "b").code()).isZero();
  }

  /** Every fold is a run, and the folds job sums them up. */
  @Test
  @org.junit.jupiter.api.Tag("slow")
  void aRollingSplitRunsEveryFold() throws IOException {
    StringBuilder log = new StringBuilder(LOG.lines().findFirst().orElseThrow()).append('\n');
    for (int r = 1; r <= 60; r++) {
      String time = "2026-01-%02dT%02d:00:00Z".formatted(1 + r / 24, r % 24);
      for (int p = 1; p <= 2; p++) {
        log.append(
            "r%d,i%d,u%d,%s,%d,%d,0.%d\n"
                .formatted(r, p, r % 9, time, p, (r + p) % 2, (r * p) % 10));
      }
    }
    String config =
        config(
            log.toString(),
            "source.scores.other = position, split.kind = rolling, split.folds = 2, evaluate.replicates = 100");
    Outcome single = run("prepare", config);
    assertThat(single.code()).isEqualTo(2);
    assertThat(single.err()).contains("split.fold: has no value");
    Outcome folds = run("run", config, "--run-id", "roll");
    assertThat(folds.code()).as(folds.err()).isZero();
    assertThat(store().resolve("runs/roll-fold1/report.html")).exists();
    assertThat(store().resolve("runs/roll-fold2/report.html")).exists();
    assertThat(Files.readString(store().resolve("runs/roll/report.html")))
        .contains("Fold by fold", "roll-fold2: production", "production, fold 1", " of 2");
    List<org.apache.spark.sql.Row> rows =
        TestSpark.session()
            .read()
            .format("delta")
            .load(store().resolve("tables/folds").toString())
            .where("metric = 'nDCG@10' AND estimator = 'plain' AND model = 'production'")
            .orderBy("fold")
            .select("fold", "delta", "se")
            .collectAsList();
    assertThat(rows).hasSize(3);
    double mean = (rows.get(1).getDouble(1) + rows.get(2).getDouble(1)) / 2;
    assertThat(rows.get(0).isNullAt(0)).isTrue();
    assertThat(rows.get(0).getDouble(1)).isEqualTo(mean);
    assertThat(run("folds", config, "--run-id", "none").err())
        .contains("fold 1 has not been judged");
  }
}
