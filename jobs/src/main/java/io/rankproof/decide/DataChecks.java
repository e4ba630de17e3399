package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data can carry a verdict at all: enough independent users, and scores for the rows. */
final class DataChecks {
  /** Below this cluster-robust intervals are too short to be trusted. */
  static final double LEAST_CLUSTERS = 50;

  private static final String CLUSTERS = "effective clusters";
  private static final String MISSING = "missing scores";
  private static final String LEAKS = "leak audit";

  private final DecideConfig policy;
  private final Evidence evidence;

  DataChecks(DecideConfig policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
  }

  Finding clusters(Optional<Difference> primary) {
    if (primary.isEmpty()) {
      return Finding.unknown(
          CLUSTERS, Kind.DATA, "the primary metric was not compared, so its clusters are unknown");
    }
    double effective = primary.get().sample().effectiveClusters();
    boolean enough = effective >= LEAST_CLUSTERS;
    Finding finding =
        Finding.of(
            CLUSTERS,
            Kind.DATA,
            enough ? Status.PASS : Status.INCONCLUSIVE,
            effective,
            LEAST_CLUSTERS,
            Figures.number(effective)
                + " effective clusters"
                + (enough ? ", enough" : ", too few")
                + " for intervals to be trusted (least "
                + Figures.count((long) LEAST_CLUSTERS)
                + ")");
    return enough
        ? finding
        : finding.needing(
            "at least "
                + Figures.count((long) LEAST_CLUSTERS)
                + " effective clusters (now "
                + Figures.number(effective)
                + "): a log with more users, or without the few that make most of it");
  }

  Finding missingScores(String model) {
    Optional<Estimate> estimate =
        evidence.estimate(model, policy.primary().metric(), policy.primary().estimator());
    String name = MISSING + " of " + model;
    if (estimate.isEmpty() || estimate.get().rows() == 0) {
      return Finding.unknown(name, Kind.DATA, "the rows of " + model + " were not counted");
    }
    double share = (double) estimate.get().missingScores() / estimate.get().rows();
    boolean few = share <= evidence.maxMissingScores();
    return Finding.of(
        name,
        Kind.DATA,
        few ? Status.PASS : Status.FAIL,
        share,
        evidence.maxMissingScores(),
        Figures.percent(share)
            + " of the rows have no score of "
            + model
            + (few ? ", within " : ", above ")
            + Figures.percent(evidence.maxMissingScores()));
  }

  /** No severe finding of the leak audit, but those that the policy waives by name. */
  Finding leaks() {
    if (evidence.leaks().isEmpty()) {
      return Finding.unknown(
          LEAKS, Kind.DATA, "the examples were not audited for leaks: run the job audit");
    }
    List<LeakFinding> severe =
        evidence.leaks().get().stream().filter(LeakFinding::isSevere).toList();
    List<LeakFinding> open = severe.stream().filter(leak -> !isWaived(leak)).toList();
    return Finding.of(
        LEAKS,
        Kind.DATA,
        open.isEmpty() ? Status.PASS : Status.FAIL,
        open.size(),
        0,
        open.isEmpty() ? noLeaks(severe) : leaks(open));
  }

  private boolean isWaived(LeakFinding leak) {
    return policy.waive().stream().anyMatch(leak::isNamedBy);
  }

  private String noLeaks(List<LeakFinding> waived) {
    if (evidence.leaks().get().isEmpty()) {
      return "leaks were not looked for: audit.enabled is false";
    }
    return waived.isEmpty()
        ? "the leak audit found nothing severe"
        : "the leak audit found nothing severe but what decide.waive names: " + named(waived);
  }

  private static String leaks(List<LeakFinding> open) {
    String details =
        open.stream()
            .limit(3)
            .map(leak -> leak.finding() + " (" + leak.subject() + "): " + leak.reason())
            .collect(Collectors.joining("; "));
    return "the leak audit found "
        + (open.size() == 1 ? "a severe leak" : open.size() + " severe leaks")
        + ": "
        + details
        + (open.size() > 3 ? "; and more, see the report" : "")
        + ". Mend the log or the split; where it is no leak after all, decide.waive = [\""
        + open.get(0).finding()
        + "\"] says so";
  }

  private static String named(List<LeakFinding> leaks) {
    return leaks.stream()
        .map(leak -> leak.finding() + " (" + leak.subject() + ")")
        .collect(Collectors.joining(", "));
  }
}
