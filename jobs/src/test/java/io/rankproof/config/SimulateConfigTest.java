package io.rankproof.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.error.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateConfigTest {
  @Test
  void defaultsAreValid() {
    SimulateConfig config = ConfigLoader.parse("").simulate();

    assertThat(config.enabled()).isFalse();
    assertThat(config.candidates()).isEqualTo(30);
    assertThat(config.examination()).isEqualTo(new SimulateConfig.Examination(1, 1, 1));
    assertThat(config.save())
        .isEqualTo(new SimulateConfig.Engagement(0.6, Duration.ofHours(8), Duration.ofHours(48)));
    assertThat(config.end()).isEqualTo(Instant.parse("2026-01-15T00:00:00Z"));
  }

  @Test
  void platformsMayHaveTheirOwnExponent() {
    SimulateConfig config =
        ConfigLoader.parse("simulate { position-bias = 0.7, platform-bias { web = 0.2 } }")
            .simulate();

    assertThat(config.examination()).isEqualTo(new SimulateConfig.Examination(0.7, 0.7, 0.2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate.candidates=5 | simulate.candidates: \"5\" | at least list-length, 10",
        "simulate.items=50 | simulate.items: \"50\" | at least twice simulate.candidates, 60",
        "simulate.base-relevance=0 | simulate.base-relevance: \"0.0\" | a number from 1.0E-6",
        "simulate.save.rate=2 | simulate.save.rate: \"2.0\" | a number from 0.0 to 1.0",
        "simulate.hide.mean-delay=0s | simulate.hide.mean-delay: | a duration above 0",
        "simulate.platform-bias.tv=1 | simulate.platform-bias.tv: unknown key | android, ios, web",
        "simulate.rotation { production = 0, popularity = 0, recency = 0 } "
            + "| simulate.rotation.production: | at least one ranker",
      })
  void wrongValuesAreNamed(String setting, String key, String allowed) {
    assertThatThrownBy(() -> ConfigLoader.parse(setting))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.strip())
        .hasMessageContaining(allowed.strip());
  }

  @Test
  void theQuickstartSimulatesAtLeastTwoHundredThousandImpressions() {
    RankproofConfig config = ConfigLoader.load(Path.of("..", "conf", "quickstart.conf"), List.of());

    SimulateConfig simulate = config.simulate();
    assertThat(simulate.enabled()).isTrue();
    assertThat(simulate.requests() * simulate.listLength()).isGreaterThanOrEqualTo(200_000);
    assertThat(config.label().names()).contains("click", "save", "hide", "purchase", "grade");
    assertThat(config.source().scores()).containsOnlyKeys("production", "candidate");
    assertThat(config.split().gap()).isEqualTo(Duration.ofHours(48));
  }
}
