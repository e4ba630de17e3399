package io.rankproof.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.job.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the ready configs show is accepted. */
class ReadmeTest {
  private static final Path HOME = Path.of("..");

  @Test
  void theAnnotatedConfigIsAccepted() throws Exception {
    Matcher block =
        Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(HOME.resolve("README.md")));
    assertThat(block.find()).isTrue();
    accept(ConfigLoader.parse(block.group(1)));
  }

  @Test
  void theReadyConfigsAreAccepted() throws Exception {
    try (Stream<Path> files = Files.list(HOME.resolve("conf"))) {
      List<Path> configs = files.filter(f -> f.toString().endsWith(".conf")).toList();
      assertThat(configs).hasSizeGreaterThanOrEqualTo(3);
      configs.forEach(config -> accept(ConfigLoader.load(config, List.of())));
    }
  }

  @Test
  void theReadmeLinksToPagesThatAreThere() throws Exception {
    Matcher link =
        Pattern.compile("\\]\\(((?:docs|conf)/[^)]+)\\)")
            .matcher(Files.readString(HOME.resolve("README.md")));
    while (link.find()) {
      assertThat(HOME.resolve(link.group(1))).exists();
    }
  }

  private static void accept(RankproofConfig config) {
    for (Job job : Jobs.pipeline(config)) {
      job.check(config);
    }
  }
}
