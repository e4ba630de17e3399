package io.rankproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankproof.result.FoldDifference;
import io.rankproof.result.Measurement;
import io.rankproof.result.MetricKey;
import io.rankproof.result.RunResults;
import io.rankproof.result.SampleRun;
import io.rankproof.result.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportPageTest {
  @Test
  void loadsNothing() {
    String page = page(SampleRun.results());
    assertThat(page).doesNotContainPattern("(?i)\\b(src|href)\\s*=\\s*[\"']?(https?:|//)");
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void isWellFormed() throws Exception {
    Document document = wellFormed(page(SampleRun.results()));
    assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(18);
    assertThat(document.getElementsByTagName("figure").getLength()).isEqualTo(20);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "sample-report.html"), page(SampleRun.results()));
  }

  @Test
  void showsTheValues() {
    assertThat(page(SampleRun.results()))
        .contains("<h2>gbt has earned an A/B test against production.</h2>")
        .contains("0.4463<small>[0.4397, 0.4529]</small>")
        .contains("+0.03400 [+0.03004, +0.03796]")
        .contains("it is not a launch")
        .contains("412,000")
        .contains("effective sample size 12.1 is below")
        .contains("12 requests, fewer than 100")
        .contains("Agreement of methods: web")
        .contains(
            "Nothing speaks against the position-based model: in 1 tests", "no evidence for it")
        .contains("Click models on the validation set, best first")
        .contains("what was never shown is in neither")
        .contains("Beyond accuracy", "Novelty@10")
        .contains("platform*country = ios*jp", "platform = ios", "-0.02910 [");
  }

  @Test
  void foldsAreShownTogether() throws Exception {
    MetricKey key = new MetricKey("nDCG@10", "click", MetricKey.PLAIN);
    Optional<Verdict> hold = Optional.of(Verdict.HOLD);
    Optional<Verdict> advance = Optional.of(Verdict.ADVANCE_TO_AB_TEST);
    List<FoldDifference> differences =
        List.of(
            fold(1, key, -0.01, 0, hold),
            fold(2, key, 0.03, 0, advance),
            fold(0, key, 0.01, 1, Optional.empty()));
    Findings findings = new Findings(SampleRun.onlyPrepared(), SampleRun.config());
    String page =
        new String(
            ReportPage.render(findings, new Folds(findings, differences)), StandardCharsets.UTF_8);

    assertThat(page)
        .contains("ADVANCE_TO_AB_TEST", "all-fold1: gbt HOLD", "1 of 2")
        .contains("+0.01000 [-0.01000, +0.03000]")
        .contains("2 folds, each judged on a later window");
    wellFormed(page);
  }

  private static FoldDifference fold(
      int fold, MetricKey key, double delta, int better, Optional<Verdict> verdict) {
    return new FoldDifference(
        fold,
        fold == 0 ? Optional.empty() : Optional.of("all-fold" + fold),
        "gbt",
        "production",
        key,
        new Measurement(
            OptionalDouble.of(delta),
            OptionalDouble.of(delta - 0.02),
            OptionalDouble.of(delta + 0.02),
            OptionalDouble.of(0.01)),
        better,
        verdict);
  }

  @Test
  void escapesWhatCameFromTheData() {
    assertThat(page(SampleRun.results()))
        .doesNotContain(SampleRun.HOSTILE)
        .doesNotContain("</script><b>")
        .contains("&lt;/script");
  }

  @Test
  void chartDataIsJson() throws Exception {
    Matcher data =
        Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL)
            .matcher(page(SampleRun.results()));
    int charts = 0;
    boolean hostile = false;
    while (data.find()) {
      JsonNode chart = new ObjectMapper().readTree(data.group(1));
      assertThat(chart.get("kind").asText()).isIn("forest", "reliability", "propensity");
      hostile |= data.group(1).contains("\\u003c/script\\u003e");
      charts++;
    }
    assertThat(charts).isEqualTo(20);
    assertThat(hostile).isTrue();
  }

  @Test
  void saysWhyNothingIsThere() throws Exception {
    String page = page(SampleRun.onlyPrepared());
    assertThat(page)
        .contains("The job decide has not run.")
        .contains("The job evaluate has not run.")
        .contains("The job propensity has not run.")
        .doesNotContain("<figure");
    wellFormed(page);
  }

  private static String page(RunResults results) {
    return new String(
        ReportPage.render(new Findings(results, SampleRun.config())), StandardCharsets.UTF_8);
  }

  /** Parses the page as XML, without what scripts and styles hold. */
  private static Document wellFormed(String page) throws Exception {
    String markup =
        Pattern.compile("(<(script|style)[^>]*>).*?(</\\2>)", Pattern.DOTALL)
            .matcher(page)
            .replaceAll("$1$3");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(markup.getBytes(StandardCharsets.UTF_8)));
  }
}
