package io.rankproof.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rankproof.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareRealDataTest {
  private static final Path DATA = Path.of(System.getProperty("rankproof.data", "data"));

  @TempDir Path folder;

  private Prepared prepare(String config, String dataSet) {
    Path data = DATA.toAbsolutePath().normalize();
    assumeTrue(
        Files.isDirectory(data.resolve(dataSet)),
        "skipped: no " + dataSet + " in " + data + "; name its folder by -Drankproof.data=DIR");
    return Prepared.run(
        folder, ConfigLoader.load(Path.of("..", "conf", config), List.of("data.dir=" + data)));
  }

  @Test
  void preparesOpenBandit() {
    Prepared prepared = prepare("open-bandit.conf", "open-bandit-men");

    assertThat(prepared.count("rows in")).isEqualTo(20_000);
    assertThat(prepared.isConserved()).isTrue();
    assertThat(prepared.quarantine().count()).isZero();
    Row bts =
        prepared
            .examples()
            .where("policy = 'bts'")
            .selectExpr(
                "count(*)",
                "sum(label_click)",
                "avg(label_click * target_uniform / action_propensity)",
                "count_if(randomised)",
                "count_if(feature_item_feature_0 IS NULL)")
            .head();
    assertThat(bts.getLong(0)).isEqualTo(10_000);
    assertThat(bts.getDouble(1)).isEqualTo(69);
    assertThat(bts.getDouble(2))
        .isCloseTo(0.0030086263, org.assertj.core.api.Assertions.within(5e-11));
    assertThat(bts.getLong(3)).isZero();
    assertThat(bts.getLong(4)).isZero();
    assertThat(prepared.count("train")).isBetween(11_900L, 12_100L);
  }

  @Test
  void preparesMovieLens() {
    Prepared prepared = prepare("movielens.conf", "movielens-small");

    assertThat(prepared.count("rows in")).isEqualTo(100_004);
    assertThat(prepared.isConserved()).isTrue();
    assertThat(prepared.quarantine().count()).isZero();
    assertThat(prepared.entry().notComputed()).anyMatch(n -> n.reason().contains("position"));
    Row first =
        prepared
            .examples()
            .where("user = '1'")
            .selectExpr("count(*)", "max(feature_log_user_ratings)", "count(DISTINCT request)")
            .head();
    assertThat(first.getLong(0)).isEqualTo(20);
    assertThat(first.getLong(2)).isEqualTo(1);
    assertThat(first.getDouble(1)).isZero();
    setsDoNotMeet(prepared);
  }

  /** A request is a user's day: without a gap, some days lie across a boundary. */
  private static void setsDoNotMeet(Prepared prepared) {
    Row times =
        prepared
            .examples()
            .selectExpr(
                "max(if(split = 'train', time, null)) < min(if(split = 'validation', time, null))",
                "max(if(split = 'validation', time, null)) < min(if(split = 'test', time, null))")
            .head();
    assertThat(times.getBoolean(0)).isTrue();
    assertThat(times.getBoolean(1)).isTrue();
  }
}
