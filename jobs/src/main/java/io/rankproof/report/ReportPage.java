package io.rankproof.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The report as one HTML file: style, charts' library and data inside it, nothing to load. */
final class ReportPage {
  static final String NAME = "report.html";

  private static final String TEMPLATES = "io.rankproof.report.templates";
  private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private ReportPage() {}

  static byte[] render(Findings findings) {
    return render(page(findings));
  }

  /** The page of all folds of a rolling split; each fold has one of its own. */
  static byte[] render(Findings findings, Folds folds) {
    return render(
        page(
            findings,
            folds.subtitle(),
            folds.card(),
            List.of(folds.section(), FactsSection.of(findings))));
  }

  private static byte[] render(Page page) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            (Path) null, ContentType.Html, ReportPage.class.getClassLoader(), TEMPLATES);
    Utf8ByteOutput out = new Utf8ByteOutput();
    engine.render("report.jte", page, out);
    return out.toByteArray();
  }

  private static Page page(Findings findings) {
    Verdicts verdicts = new Verdicts(findings);
    return page(
        findings,
        subtitle(findings),
        verdicts.card(),
        List.of(
            verdicts.section(),
            Cautions.of(findings),
            ResultsSection.of(findings),
            DifferencesSection.of(findings),
            SlicesSection.of(findings),
            SensitivitySection.of(findings),
            FoundSlicesSection.of(findings),
            BeyondSection.of(findings),
            CalibrationSection.of(findings),
            PropensitySection.of(findings),
            OffPolicySection.of(findings),
            LeakSection.of(findings),
            DataSection.of(findings),
            ProfileSection.of(findings),
            NotComputedSection.of(findings),
            ModelsSection.of(findings),
            FactsSection.of(findings)));
  }

  private static Page page(
      Findings findings, String subtitle, VerdictCard verdict, List<Section> sections) {
    return new Page(
        findings.results().run().toString(),
        subtitle,
        verdict,
        sections,
        resource("/io/rankproof/report/report.css"),
        script(LIBRARY),
        script("/io/rankproof/report/charts.js"));
  }

  /** What was looked at, in one line. */
  static String subtitle(Findings findings) {
    return findings
        .sizing()
        .map(estimate -> subtitle(findings, estimate))
        .orElse("nothing evaluated");
  }

  private static String subtitle(Findings findings, Estimate estimate) {
    return "test set: "
        + Figures.count(estimate.sample().requests())
        + " requests, "
        + Figures.count(estimate.rows())
        + " impressions, "
        + Figures.count(clusters(findings))
        + (findings.hasUsers() ? " users" : " clusters")
        + "; baseline: "
        + findings.baseline().orElse("none");
  }

  /** Of all requests: an estimate counts only those with a value, and point-wise ones have all. */
  private static long clusters(Findings findings) {
    return findings.results().estimates().stream()
        .filter(estimate -> estimate.slice().isAll())
        .mapToLong(estimate -> estimate.sample().clusters())
        .max()
        .orElse(0);
  }

  /** A script may hold anything but the end of its own element. */
  private static String script(String path) {
    return resource(path).replace("</script", "<\\/script");
  }

  private static String resource(String path) {
    try (InputStream in = ReportPage.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
