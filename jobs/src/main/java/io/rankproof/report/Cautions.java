package io.rankproof.report;

import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.MetricKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a reader has to know before relying on the numbers. */
final class Cautions {
  private static final double FEW_CLUSTERS = 50;
  private static final double MANY_TIES = 0.05;

  private final Findings findings;

  private Cautions(Findings findings) {
    this.findings = findings;
  }

  static Section of(Findings findings) {
    Cautions cautions = new Cautions(findings);
    List<Block> notes = new ArrayList<>();
    cautions.fewClusters().ifPresent(notes::add);
    cautions.noUsers().ifPresent(notes::add);
    cautions.missingScores().ifPresent(notes::add);
    cautions.ties().ifPresent(notes::add);
    notes.add(cautions.positionBias());
    cautions.estimators().ifPresent(notes::add);
    notes.add(Note.info(Verdicts.NOT_A_LAUNCH));
    return new Section("cautions", "How to read it", notes);
  }

  private Optional<Block> fewClusters() {
    return findings.results().differences().stream()
        .filter(d -> d.slice().isAll())
        .min(Comparator.comparingDouble((Difference d) -> d.sample().effectiveClusters()))
        .filter(d -> d.sample().effectiveClusters() < FEW_CLUSTERS)
        .map(
            d ->
                Note.warning(
                    "The test set has "
                        + Figures.number(d.sample().effectiveClusters())
                        + " effective clusters (independent users, counting a few heavy ones for"
                        + " less). Below 50 the intervals are too narrow to be trusted."));
  }

  private Optional<Block> noUsers() {
    return findings.hasUsers()
        ? Optional.empty()
        : Optional.of(
            Note.warning(
                "The log names no user, so each request counts as independent. If one person makes"
                    + " many requests, the intervals are too narrow."));
  }

  private Optional<Block> missingScores() {
    List<String> missing =
        findings.models().stream()
            .flatMap(model -> missing(model).stream())
            .map(e -> e.model() + " " + Figures.percent((double) e.missingScores() / e.rows()))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Note.warning(
                "Rows without a usable score, which rank last: "
                    + String.join(", ", missing)
                    + ". Differences use only the requests in which both models have all scores, so"
                    + " they need not be the differences of the values."));
  }

  private Optional<Estimate> missing(String model) {
    return findings.results().estimates().stream()
        .filter(e -> e.slice().isAll() && e.model().equals(model))
        .filter(e -> e.missingScores() > 0 && e.rows() > 0)
        .findFirst();
  }

  private Optional<Block> ties() {
    List<String> tied =
        findings.models().stream()
            .flatMap(
                model ->
                    findings.results().estimates().stream()
                        .filter(e -> e.slice().isAll() && e.model().equals(model))
                        .filter(e -> e.tiedShare().orElse(0) > MANY_TIES)
                        .limit(1))
            .map(e -> e.model() + " " + Figures.percent(e.tiedShare()))
            .toList();
    return tied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Note.info(
                "Rows whose score equals another one's in their request: "
                    + String.join(", ", tied)
                    + ". "
                    + ties(findings.config().evaluate().ties())));
  }

  private static String ties(io.rankproof.config.EvaluateConfig.Ties ties) {
    return switch (ties) {
      case EXPECTED -> "They are valued at the average over all orders of the tied items.";
      case HASH -> "They are ordered by a seeded hash of the item.";
      case TREC -> "They are ordered as trec_eval does, the larger item id first.";
    };
  }

  /** What the words in brackets after a metric's name mean. */
  private Optional<Block> estimators() {
    String explained =
        Estimators.explained(
            findings.keys().stream().map(MetricKey::estimator).collect(Collectors.toSet()));
    return explained.isEmpty()
        ? Optional.empty()
        : Optional.of(Note.info("In brackets after a metric's name: " + explained + "."));
  }

  private Note positionBias() {
    boolean debiased =
        findings.keys().stream()
            .map(MetricKey::estimator)
            .anyMatch(estimator -> estimator.equals("ips") || estimator.equals("snips"));
    return Note.info(
        debiased
            ? "Plain values take engagements as logged, and what was shown high is engaged with"
                + " more. The debiased ones (ips, snips) correct for where an item was shown. They"
                + " value a re-ranking of the items that were shown: what was never shown is in"
                + " neither."
            : "Values are plain: they take engagements as logged, and what was shown high is"
                + " engaged with more, which favours models like the one that made the log. They"
                + " value a re-ranking of the items that were shown, and no others.");
  }
}
