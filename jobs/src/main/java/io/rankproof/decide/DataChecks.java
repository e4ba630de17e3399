package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.Figures;
import java.util.Optional;

/** The data can carry a verdict at all: enough independent users, and scores for the rows. */
final class DataChecks {
  /** Below this cluster-robust intervals are too short to be trusted. */
  static final double LEAST_CLUSTERS = 50;

  private static final String CLUSTERS = "effective clusters";
  private static final String MISSING = "missing scores";

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
}
