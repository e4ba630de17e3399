package io.rankproof.decide;

import io.rankproof.config.DecideConfig;
import io.rankproof.result.Check;
import io.rankproof.result.Check.Status;
import io.rankproof.result.Decision;
import io.rankproof.result.Difference;
import io.rankproof.result.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Applies the policy to the evidence. A candidate advances when every check passes; it is held when
 * one fails or could not be made; else the evidence is insufficient.
 */
final class Judge {
  private static final Comparator<Ruling> BEST_FIRST =
      Comparator.comparing(Ruling::verdict)
          .thenComparing(Comparator.comparingDouble(Ruling::gain).reversed())
          .thenComparing(Ruling::model);

  private final DecideConfig policy;
  private final Evidence evidence;
  private final PrimaryCheck primary;
  private final GuardrailCheck guardrails;
  private final SliceCheck slices;
  private final DataChecks data;

  Judge(DecideConfig policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
    this.primary = new PrimaryCheck(policy, evidence);
    this.guardrails = new GuardrailCheck(policy, evidence);
    this.slices = new SliceCheck(policy, evidence);
    this.data = new DataChecks(policy, evidence);
  }

  /** The verdict on each candidate, best first. */
  List<Decision> decide() {
    List<String> candidates = candidates();
    Map<String, Finding> primaries = primary.of(candidates);
    List<Ruling> rulings =
        candidates.stream()
            .map(candidate -> rule(candidate, primaries.get(candidate)))
            .sorted(BEST_FIRST)
            .toList();
    List<Decision> decisions = new ArrayList<>();
    for (Ruling ruling : rulings) {
      decisions.add(ruling.decision(decisions.size() + 1));
    }
    return List.copyOf(decisions);
  }

  private List<String> candidates() {
    return policy.candidates().isEmpty()
        ? evidence.models().stream()
            .filter(model -> !Optional.of(model).equals(evidence.baseline()))
            .toList()
        : policy.candidates();
  }

  private Ruling rule(String candidate, Finding primaryFinding) {
    List<Finding> findings = new ArrayList<>();
    findings.add(primaryFinding);
    policy.guardrails().forEach(g -> findings.add(guardrails.of(candidate, g)));
    findings.addAll(slices.of(candidate));
    policy
        .maxEce()
        .ifPresent(largest -> findings.add(CalibrationCheck.of(evidence, candidate, largest)));
    Optional<Difference> compared = primary.difference(candidate);
    findings.add(data.clusters(compared));
    findings.add(data.missingScores(candidate));
    compared.map(Difference::baseline).map(data::missingScores).ifPresent(findings::add);
    findings.add(data.leaks());
    double gain = primaryFinding.check().value().orElse(Double.NEGATIVE_INFINITY);
    return new Ruling(candidate, gain, findings);
  }

  /** A candidate with its findings, before it has a rank. */
  private record Ruling(String model, double gain, List<Finding> findings) {

    Verdict verdict() {
      if (any(Status.FAIL) || any(Status.UNKNOWN)) {
        return Verdict.HOLD;
      }
      return any(Status.INCONCLUSIVE) ? Verdict.INSUFFICIENT_EVIDENCE : Verdict.ADVANCE_TO_AB_TEST;
    }

    Decision decision(int rank) {
      return new Decision(
          model,
          verdict(),
          rank,
          findings.stream().map(Finding::check).toList(),
          reasons(),
          needed());
    }

    /** What decided it; where everything passed, everything. */
    private List<String> reasons() {
      return findings.stream()
          .map(Finding::check)
          .filter(check -> verdict() == Verdict.ADVANCE_TO_AB_TEST || !check.passed())
          .sorted(Comparator.comparing(check -> severity(check.status())))
          .map(Check::reason)
          .toList();
    }

    private static int severity(Status status) {
      return switch (status) {
        case FAIL -> 0;
        case UNKNOWN -> 1;
        case INCONCLUSIVE -> 2;
        case PASS -> 3;
      };
    }

    private Optional<String> needed() {
      if (verdict() != Verdict.INSUFFICIENT_EVIDENCE) {
        return Optional.empty();
      }
      return Optional.of(
          findings.stream()
              .filter(finding -> finding.needed().isPresent())
              .map(finding -> finding.check().name() + ": " + finding.needed().get())
              .collect(Collectors.joining("; ")));
    }

    private boolean any(Status status) {
      return findings.stream().anyMatch(finding -> finding.check().status() == status);
    }
  }
}
