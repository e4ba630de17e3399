package io.rankproof.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void theSummaryComesAfterEveryJobAndRowsOnlyWhereThereAreAny() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    console.closing(List.of("", "Report: page"));
    console.finished("decide", 1_500, Duration.ofMillis(3_000));
    console.finished("report", 0, Duration.ofMillis(13_300));
    console.close();
    console.close();
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "decide              1,500 rows      3.0 s           500 rows/s",
            "report                             13.3 s",
            "",
            "Report: page");
  }
}
