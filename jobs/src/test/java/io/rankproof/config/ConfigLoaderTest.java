package io.rankproof.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @Test
  void defaultsAloneAreAConfig() {
    RankproofConfig config = ConfigLoader.parse("");
    assertThat(config.name()).isEqualTo("rankproof");
    assertThat(config.label().window()).isEqualTo(Duration.ofHours(24));
    assertThat(config.split().gap()).isEqualTo(Duration.ofHours(24));
    assertThat(config.evaluate().metrics()).contains("nDCG@10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sedd = 3 | sedd | did you mean seed?",
        "split.trian = 0.5 | split.trian | did you mean train?",
        "source.columns.postion = p | source.columns.postion | did you mean position?",
        "split.train = many | split.train | a number from 0.01 to 0.98",
        "split.train = 7 | split.train | a number from 0.01 to 0.98",
        "split.gap = 1h | split.gap | at least PT24H",
        "label.window = soon | label.window | a duration",
        "label.primary = 3, label.engagements.click.value = c | label.primary | the labels are"
            + " click",
        "propensity.method = magic | propensity.method | one of auto, randomised, given, harvest",
        "propensity.method = randomized | propensity.method | did you mean randomised?",
        "propensity.method = harvest | propensity.method | needs propensity.key",
        "propensity.key = [itm] | propensity.key | did you mean item?",
        "propensity.cluster = [user] | propensity.cluster | there are: item",
        "propensity.em.jackknife-groups = 3 | propensity.em.jackknife-groups: \"3\" | 0, or a whole number from 5 to 100",
        "propensity.em.jackknife-groups = 101 | propensity.em.jackknife-groups | from 0 to 100",
        "propensity.compare = [auto] | propensity.compare | one of randomised, given",
        "label.window = 24 | label.window | a duration such as 30m",
        "evaluate.replicates = 1000.7 | evaluate.replicates | a whole number",
        "name = 'a b' | name | letters, digits",
        "evaluate.replicates = 3 | evaluate.replicates | from 100 to 100000",
        "train.models.m.kind = gbm | train.models.m.kind | did you mean gbt?",
        "source.tables.log.format = parket | source.tables.log.format | did you mean parquet?",
        "source.tables.log.format = csv | source.tables.log.path | has no value",
        "label.engagements.click {} | label.engagements.click.value | give either value",
        "label.engagements.c.event = x | label.engagements.c.event | needs the engagement table",
        "label.engagements.c { event = x, time = t } | label.engagements.c.time |"
            + " label.events.time",
        "source.scores.\"a b\" = x | source.scores | not a usable name",
        "evaluate.baseline = prod, source.scores.production = p | evaluate.baseline | did you mean"
            + " production?",
        "decide.candidates = [x] | decide.candidates | there are: none",
        "source.scores.m = p, train.models.m.kind = gbt | train.models.m | already a model (in"
            + " source.scores)",
        "source.segments.platform = p, evaluate.slices = [\"platfrom*platform\"] | evaluate.slices"
            + " | did you mean platform?",
        "propensity.contexts = [x] | propensity.contexts | no segment",
        "propensity.method = randomised | propensity.method | needs source.columns.randomised",
        "train.models.m { kind = gbt, features = [x] } | train.models.m.features | no feature",
        "train.models.m { kind = gbt, label = x } | train.models.m.label | no label",
        "score.tables.m.table = x | score.tables.m.table | no table",
        "decide.primary.estimator = snips | decide.primary.estimator | does not exist for nDCG@10",
        "decide.primary { metric = LogLoss, estimator = snips } | decide.primary.estimator | snips for the first four",
        "decide.guardrails = [{ metric = RR, estimator = ips, margin = 0 }] | decide.guardrails[0].estimator | plain or randomised",
        "label.engagements.click.value = c, decide.primary.metric = \"nDCG(label=clik)@10\" | decide.primary.metric | did you mean click?",
        "label.engagements.click.value = c, decide.guardrails = [{ metric = \"P(label=x)@5\", margin = 0 }] | decide.guardrails[0].metric | no label",
        "source.scores { a = x, b = y }, evaluate.baseline = b, decide.candidates = [b] | decide.candidates | is the baseline",
        "source.scores { a = x, b = y }, decide.candidates = [a] | decide.candidates | is the baseline",
        "label.engagements.click { value = c, match = item } | label.engagements.click.match | one of request, user-item",
        "source.tables.e { format = csv, path = x }, label.events.table = e, label.engagements.click { event = c, match = user-item } | label.engagements.click.match | set label.events.user",
        "source.tables.e { format = csv, path = x }, label.events { table = e, user = u }, label.engagements.click { event = c, match = user-item } | label.engagements.click.match | needs source.columns.user",
        "propensity.contexts = [user_heavy] | propensity.contexts | needs source.columns.user",
        "evaluate.slice-finder.columns = [user_seen] | evaluate.slice-finder.columns | needs source.columns.user",
        "source.tables.e { format = csv, path = x }, label.events.table = e, label.engagements.click { event = c, at-least = 3 } | label.engagements.click.at-least | set label.events.value",
        "label.engagements.click.value = c, label.grades.g.klick = 1 | label.grades.g.klick | did you mean click?",
        "label.engagements.click.value = c, label.grades.g.click { weight = 1, of = sum } | label.grades.g.click.of | one of happened, count, value",
        "label.engagements.click.value = c, label.sensitivity = [1h] | label.sensitivity | which has no times",
        "label.least-completeness = 0 | label.least-completeness | a number from 0.01",
        "label.immature = drop | label.immature | one of exclude, weight",
        "label.engagements.click { value = c, touch = first } | label.engagements.click.touch | needs event and match = user-item",
        "label.touch = middle | label.touch | one of last, first",
        "label.engagements.click { value = c, time = t }, label.sensitivity = [0s] | label.sensitivity | is no window",
        "source.contract.rules.r { value = x, max-missing = 2 } | source.contract.rules.r.max-missing | a number from 0",
        "source.contract.rules.r { unique = [x], min = 1 } | source.contract.rules.r.unique | a rule of its own",
        "source.contract.rules.r { value = x, min = 1, broken = drop } | source.contract.rules.r.broken | one of quarantine, fail",
        "label.sensitivity = [5] | label.sensitivity | durations such as",
        "label.engagements.click.value = c, label.immature = weight | label.immature | an engagement with times",
        "source.contract.rules.r.value = x | source.contract.rules.r.value | nothing is asked of it",
        "source.contract.rules.r { value = x, min = 2, max = 1 } | source.contract.rules.r.min | a number up to max",
        "source.contract.rules.r { min = 2 } | source.contract.rules.r.value | give either value",
        "evaluate.beyond.hide = hidden, label { primary = click, engagements { click.value = c, hide.value = h } } | evaluate.beyond.hide | did you mean hide?",
        "decide.guardrails = [{ metric = \"HideRate@5\", margin = 0 }] | decide.guardrails[0].metric | HideRate@10",
        "decide.guardrails = [{ metric = ECE, margin = 0.01 }] | decide.guardrails[0].metric | limit the error itself with decide.max-ece",
        "decide.primary.metric = \"ECE(width)\" | decide.primary.metric | such as LogLoss or Brier",
        "decide.primary.metric = \"Coverage@10\" | decide.primary.metric | is not measured with an interval",
        "decide.primary { metric = \"Novelty@10\", estimator = ips } | decide.primary.estimator | plain or randomised",
        "evaluate.slice-finder.metric = \"nDGC@10\" | evaluate.slice-finder.metric | nDCG",
        "source.segments { x = a, y = b }, evaluate.slice-finder.columns = [x, y, x] | evaluate.slice-finder.columns | each column once",
        "source.features { x = a }, evaluate.slice-finder.numeric = [x, x] | evaluate.slice-finder.numeric | each column once",
        "evaluate.slice-finder.numeric = [x] | evaluate.slice-finder.numeric | no feature",
        "evaluate.slice-finder.columns = [x] | evaluate.slice-finder.columns | no segment",
        "source { features.x = a, segments.x = b }, evaluate.slice-finder.numeric = [x] | evaluate.slice-finder.numeric | another name",
        "ope { slots = cascade, targets.t { frequencies-of = a, logger = b } } | ope.targets.t.frequencies-of | item-position or independent",
        "seed = ${nothing} | config | cannot be read",
      })
  void oneLineNamesTheKeyAndWhatIsAllowed(String text, String key, String allowed) {
    assertThatThrownBy(() -> ConfigLoader.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key)
        .hasMessageContaining(allowed)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatTheVerdictRestsOnIsEvaluated() {
    EvaluateConfig evaluate =
        ConfigLoader.parse(
                """
                evaluate { metrics = ["nDCG@10"], pointwise = [ROC-AUC] }
                decide {
                  primary { metric = "DCG(gain=exp)@10", estimator = snips }
                  guardrails = [
                    { metric = "nDCG@10", margin = 0.01 }
                    { metric = Brier, estimator = ips, margin = 0.01 }
                  ]
                  max-ece = 0.02
                }
                """)
            .evaluate();
    assertThat(evaluate.metrics()).containsExactly("nDCG@10", "DCG@10");
    assertThat(evaluate.pointwise()).containsExactly("ROC-AUC", "Brier", "ECE");
  }

  @Test
  void otherWindowsAreFurtherLabelsAndMetrics() {
    RankproofConfig config =
        ConfigLoader.parse(
            """
            label {
              engagements { click { value = c, time = t, window = 1h } }
              sensitivity = [36h, 90m, 36h]
            }
            evaluate.metrics = ["RR"]
            decide.guardrails = [{ metric = "MU(label=click)@5", margin = 0 }]
            """);
    assertThat(config.label().names())
        .containsExactly("click", "click_within_1h30m", "click_within_36h");
    assertThat(config.split().gap()).isEqualTo(Duration.ofHours(36));
    assertThat(config.evaluate().metrics())
        .containsExactly(
            "RR",
            "nDCG@10",
            "MU(label=click)@5",
            "nDCG(label=click_within_1h30m)@10",
            "nDCG(label=click_within_36h)@10",
            "MU(label=click_within_1h30m)@5",
            "MU(label=click_within_36h)@5");
  }

  @Test
  void settingsOfTheCommandLineWin() {
    RankproofConfig config =
        ConfigLoader.parse(
            "data.dir = a, source.segments.platform = p, source.tables.log { format = csv, path ="
                + " ${data.dir}/log.csv }",
            "data.dir=/b",
            "evaluate.replicates=500",
            "evaluate.slices=[platform]",
            "label.window=7d");
    assertThat(config.source().tables().get("log").path()).isEqualTo("/b/log.csv");
    assertThat(config.evaluate().replicates()).isEqualTo(500);
    assertThat(config.evaluate().slices()).containsExactly("platform");
    assertThat(config.label().window()).isEqualTo(Duration.ofDays(7));
    assertThatThrownBy(() -> ConfigLoader.parse("", "nonsense"))
        .hasMessage("--set: \"nonsense\" is not key=value");
  }

  @Test
  void hashTellsConfigsApartByWhatHasAnEffect() {
    String hash = ConfigLoader.parse("").resolved().hash();
    assertThat(ConfigLoader.parse("store.path = elsewhere").resolved().hash()).isEqualTo(hash);
    assertThat(ConfigLoader.parse("seed = 18").resolved().hash()).isNotEqualTo(hash);
  }

  @Test
  void secretsAreRedacted() {
    RankproofConfig config =
        ConfigLoader.parse(
            "source.tables.log { format = csv, path = p, options { password = hunter2 } }");
    assertThat(config.resolved().redactedText()).doesNotContain("hunter2").contains("(redacted)");
    assertThat(config.resolved().effective().toString()).doesNotContain("hunter2");
    assertThat(config.source().tables().get("log").options()).containsEntry("password", "hunter2");
  }

  @Test
  void columnsThatSoundLikeSecretsAreNone() {
    String tokens = "source.features.token_overlap = ";
    assertThat(ConfigLoader.parse(tokens + "a").resolved().hash())
        .isNotEqualTo(ConfigLoader.parse(tokens + "b").resolved().hash());
  }

  @Test
  void everyKeyThatIsReadIsDocumentedWithAMeaning() {
    Config defaults = ConfigFactory.parseString(ConfigLoader.defaultsText());
    Section root = new Section(defaults.resolve(), "");
    RankproofConfig.of(defaults.resolve(), root);
    Set<String> documented = new TreeSet<>();
    Set<String> bare = new TreeSet<>();
    walk(defaults.root(), "", false, documented, bare);
    assertThat(documented).containsAll(root.askedEverywhere());
    assertThat(bare).isEmpty();
  }

  /** A comment over a small object explains the keys in it. */
  private static void walk(
      ConfigObject object,
      String path,
      boolean explained,
      Set<String> documented,
      Set<String> bare) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      boolean meaning = !entry.getValue().origin().comments().isEmpty();
      documented.add(key);
      if (entry.getValue() instanceof ConfigObject child && !child.isEmpty()) {
        walk(child, key, meaning, documented, bare);
      } else if (!meaning && !explained) {
        bare.add(key);
      }
    }
  }
}
