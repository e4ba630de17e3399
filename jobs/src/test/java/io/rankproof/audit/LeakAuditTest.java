package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.LeakKind;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Console;
import io.rankproof.job.Job;
import io.rankproof.job.RunContext;
import io.rankproof.prepare.PrepareJob;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.result.ResultTables;
import io.rankproof.simulate.SimulateJob;
import io.rankproof.store.JobOutput;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import io.rankproof.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaks planted by the simulator are found, and clean logs have none that is severe. */
@Tag("slow")
class LeakAuditTest {
  private static final String CONFIG =
      """
      simulate {
        requests = 2500, users = 500, items = 800, days = 21, partitions = 2, base-relevance = 0.15
        plant { enabled = true }
      }
      source {
        tables {
          log { format = store, path = log }
          engagements { format = store, path = log_engagements }
          items { format = store, path = log_items }
        }
        sql = "SELECT * FROM log"
        columns {
          request = request_id, item = item_id, time = event_time, user = user_id, position = position
          item-created = item_created
        }
        scores { production = production_score }
        features {
          taste_match = taste_match, item_quality = item_quality, hour = "hour(event_time)"
          item_age_days = "timestampdiff(SECOND, item_created, event_time) / 86400"
          target = planted_target, after = planted_after, clock = planted_clock, id = planted_id
        }
        categories { platform = platform, country = country, item_category = item_category }
        feature-times { item_quality = planted_time }
      }
      label {
        engagements { click { event = click, window = 1h }, purchase { event = purchase, window = 48h } }
        events { table = engagements, request = request_id, item = item_id, type = type, time = event_time }
      }
      audit.items { table = items, item = item_id, text = text }
      """;

  /** Every kind, the fixed sets being those of a hash of the user. */
  private static final List<List<String>> SPLITS =
      List.of(
          List.of("split.kind=time"),
          List.of("split.kind=user-time"),
          List.of("split.kind=item"),
          List.of("split.kind=user"),
          List.of("split.kind=rolling", "split.fold=2"),
          List.of("split.kind=last-n"),
          List.of(
              "split.kind=column",
              "split.promises=[user]",
              "split.column=\"element_at(array('train', 'train', 'train', 'validation', 'test'),"
                  + " CAST(pmod(xxhash64(user_id), 5) AS INT) + 1)\""));

  @TempDir Path folder;

  private List<LeakFinding> audit(String... settings) {
    RankproofConfig config = ConfigLoader.parse(CONFIG, settings);
    Store store = Store.open(TestSpark.session(), folder.resolve("store").toString());
    RunId run = new RunId("seed" + config.seed());
    PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    RunContext context =
        new RunContext(TestSpark.session(), config, store, run, new Console(quiet));
    for (Job job : List.of(new SimulateJob(), new PrepareJob(), new AuditJob())) {
      JobOutput out = new JobOutput(store, run, job.name());
      job.run(context, out);
      out.commit(config, "input", "code");
    }
    return new ResultTables(store, run).leaks();
  }

  private static Set<String> severe(List<LeakFinding> findings) {
    return findings.stream()
        .filter(LeakFinding::isSevere)
        .map(LeakFinding::finding)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A random set per request promises everything and keeps nothing; a purchase counts whenever. */
  @Test
  void everyPlantedLeakIsCaught() {
    List<LeakFinding> findings =
        audit(
            "split.kind=column",
            "split.column=planted_set",
            "split.promises=[user, item, time]",
            "label.engagements.purchase.window=0s",
            "simulate.plant.target=0.97",
            "simulate.plant.after-the-fact=0.9",
            "simulate.plant.future=0.05",
            "simulate.plant.clock=true",
            "simulate.plant.id=true",
            "simulate.plant.duplicates=0.3",
            "simulate.plant.near-duplicates=0.3");

    Set<String> expected =
        Stream.of(LeakKind.values())
            .filter(kind -> kind != LeakKind.SHARED_REQUESTS)
            .filter(kind -> kind != LeakKind.SET_DISTINGUISHABILITY)
            .map(LeakKind::text)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(severe(findings)).as(shown(findings)).isEqualTo(expected);
    assertThat(subjects(findings, LeakKind.SINGLE_FEATURE_AUC)).containsExactly("target");
    assertThat(subjects(findings, LeakKind.MISSING_TELLS_LABEL)).containsExactly("after");
    assertThat(subjects(findings, LeakKind.ENCODES_ID)).containsExactly("id");
    assertThat(subjects(findings, LeakKind.ENCODES_TIME)).containsExactly("clock");
    assertThat(findings.stream().filter(LeakFinding::isSevere).filter(f -> f.examples().isEmpty()))
        .extracting(LeakFinding::finding)
        .isEmpty();
    assertThat(of(findings, LeakKind.SHUFFLED_LABEL_CANARY.text()).get(0).examples())
        .allMatch(text -> text.matches("\\S+ \\S+ has all features of \\S+ \\S+ of train"));
  }

  @Test
  void aTimeSplitIsCleanButForAPlantedClock() {
    List<LeakFinding> findings = audit("seed=3", "simulate.plant.clock=true");
    assertThat(severe(findings)).as(shown(findings)).containsExactly("encodes_time");
    assertThat(of(findings, "shared_users"))
        .allMatch(f -> f.severity() == Severity.INFO)
        .allMatch(f -> f.value().getAsDouble() > 0.1);
    assertThat(of(findings, "set_distinguishability"))
        .singleElement()
        .matches(f -> f.severity() == Severity.INFO)
        .matches(f -> f.value().getAsDouble() > 0.9);
  }

  @Test
  void cleanLogsHaveNothingSevereHoweverSplit() {
    cleanLogsHaveNothingSevere(1, SPLITS.size());
  }

  /** With those of the other test twenty logs. */
  @Test
  @Tag("heavy")
  void moreCleanLogsHaveNothingSevere() {
    cleanLogsHaveNothingSevere(SPLITS.size() + 1, 20);
  }

  private void cleanLogsHaveNothingSevere(int firstSeed, int lastSeed) {
    List<String> flagged = new ArrayList<>();
    for (int seed = firstSeed; seed <= lastSeed; seed++) {
      List<String> settings = new ArrayList<>(SPLITS.get(seed % SPLITS.size()));
      settings.add("seed=" + seed);
      List<LeakFinding> findings = audit(settings.toArray(String[]::new));
      findings.stream()
          .filter(LeakFinding::isSevere)
          .forEach(f -> flagged.add(f.finding() + " " + f.subject() + ": " + f.reason()));
    }
    assertThat(flagged).isEmpty();
  }

  private static List<LeakFinding> of(List<LeakFinding> findings, String name) {
    return findings.stream().filter(f -> f.finding().equals(name)).toList();
  }

  private static List<String> subjects(List<LeakFinding> findings, LeakKind kind) {
    return findings.stream()
        .filter(f -> f.finding().equals(kind.text()) && f.isSevere())
        .map(LeakFinding::subject)
        .toList();
  }

  private static String shown(List<LeakFinding> findings) {
    return findings.stream()
        .map(f -> f.severity() + " " + f.finding() + " " + f.subject() + ": " + f.reason())
        .collect(Collectors.joining("\n"));
  }
}
