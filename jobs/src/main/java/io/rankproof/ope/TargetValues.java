package io.rankproof.ope;

import io.rankproof.config.OpeConfig;
import io.rankproof.config.RankproofConfig;
import io.rankproof.kernel.ope.Estimator;
import io.rankproof.kernel.ope.RoundSums;
import io.rankproof.kernel.ope.RoundValues;
import io.rankproof.kernel.ope.SlateEstimator;
import io.rankproof.kernel.ope.SlateSums;
import io.rankproof.kernel.ope.WeightFunction;
import io.rankproof.kernel.stats.Estimate;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.ope.TargetPlan.Kind;
import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A target's lines of the table: its values, or why they are refused. */
final class TargetValues {
  private final TargetPlan plan;
  private final TargetSums sums;
  private final UnbalancedRequests unbalanced;
  private final OpeConfig config;
  private final double confidence;
  private final String cluster;
  private final RoundValues values;
  private final Limits limits;
  private TargetReplicates replicates;

  /**
   * @param unbalanced requests without balanced weights down the list
   */
  TargetValues(
      TargetPlan plan, TargetSums sums, UnbalancedRequests unbalanced, RankproofConfig config) {
    this.plan = plan;
    this.sums = sums;
    this.unbalanced = unbalanced;
    this.config = config.ope();
    this.confidence = config.evaluate().confidence();
    this.cluster = config.source().columns().user().isPresent() ? "user" : "request";
    this.values = new RoundValues(sums.rounds());
    this.limits = Limits.of(config);
  }

  TargetSums sums() {
    return sums;
  }

  /** The bound of every weight function, by ordinal; 0 where none is needed. */
  int[] chosenBounds() {
    int[] chosen = new int[WeightFunction.values().length];
    for (Estimator estimator : Estimator.values()) {
      if (estimator.hasBound() && isPossible(estimator)) {
        chosen[estimator.function().ordinal()] = values.chosenBound(estimator);
      }
    }
    return chosen;
  }

  void bootstrapped(TargetReplicates found) {
    replicates = found;
  }

  List<OpeRow> rows(JobOutput out) {
    List<OpeRow> rows = new ArrayList<>();
    Optional<String> refusal = refusal();
    for (Estimator estimator : Estimator.values()) {
      if (isPossible(estimator)) {
        rows.add(row(estimator, refusal));
      }
    }
    if (plan.kind() == Kind.PROBABILITIES) {
      if (unweighed().isEmpty()) {
        lowerBound(out).ifPresent(rows::add);
      }
      sums.slates().ifPresent(slates -> rows.addAll(slates(slates)));
      remark(out);
    }
    return rows;
  }

  private boolean isPossible(Estimator estimator) {
    return switch (plan.kind()) {
      case EXAMINATION -> estimator == Estimator.IPS || estimator == Estimator.CLIPPED_IPS;
      case FREQUENCIES -> estimator == Estimator.IPS || estimator == Estimator.SNIPS;
      case PROBABILITIES ->
          (plan.columns().hasPredictions() || !estimator.needsPredictions())
              && (unweighed().isEmpty() || !estimator.usesWeights())
              && (estimator != Estimator.REPLAY || isReplayable());
    };
  }

  /** Why rows have no weights, where these are of the list down to them. */
  private Optional<String> unweighed() {
    return config.slots() == OpeConfig.Slots.CASCADE ? unbalanced.ofRows() : Optional.empty();
  }

  private boolean isReplayable() {
    return config.slots() != OpeConfig.Slots.CASCADE && sums.rounds().isReplayable();
  }

  private void remark(JobOutput out) {
    TargetRemarks remarks = new TargetRemarks(plan.name(), out);
    if (!isReplayable()) {
      remarks.notReplayable();
    }
    unweighed().ifPresent(remarks::unweighedRows);
    if (sums.slates().isPresent()) {
      unbalanced.ofLists().ifPresent(remarks::unweighedLists);
      leftOut().ifPresent(remarks::leftOut);
    }
  }

  /** Requests that are in no list's value. */
  private Optional<String> leftOut() {
    return sums.slates()
        .filter(slates -> slates.leftOut() > 0)
        .map(slates -> slates.leftOut() + " of " + (slates.requests() + slates.leftOut()))
        .map(some -> some + " requests");
  }

  private OpeRow row(Estimator estimator, Optional<String> refusal) {
    RoundSums rounds = sums.rounds();
    int bound = estimator.hasBound() ? values.chosenBound(estimator) : RoundValues.NO_BOUND;
    OpeRow.Builder row = builder(name(estimator), "impression");
    Optional<String> reason = estimator.usesWeights() ? refusal : noRow();
    if (reason.isPresent()) {
      return row.refused(reason.get());
    }
    if (estimator.hasBound()) {
      row.bound(rounds.bounds()[bound]);
    }
    if (replicates != null) {
      row.bootstrapped(replicates.rounds().of(estimator));
    }
    plan.against().ifPresent(log -> row.against(log, values.difference(estimator, bound)));
    Estimate value = values.value(estimator, bound);
    return Double.isNaN(value.value())
        ? row.refused("the weights of all rows are 0")
        : row.value(value, estimator.isConsistent());
  }

  private String name(Estimator estimator) {
    return plan.kind() == Kind.EXAMINATION ? "examination_" + estimator.label() : estimator.label();
  }

  private OpeRow.Builder builder(String estimator, String unit) {
    RoundSums rounds = sums.rounds();
    OpeRow.Builder row =
        new OpeRow.Builder(plan.name(), plan.logger(), estimator, unit)
            .sample(rounds.rounds(), rounds.clusters())
            .weights(rounds.effectiveSize(), values.meanWeight().value(), rounds.largestWeight());
    if (unweighed().isPresent()) {
      row.weights(0, Double.NaN, Double.NaN);
    }
    plan.note().ifPresent(row::note);
    return row;
  }

  /** Why no value that rests on weights is given. */
  private Optional<String> refusal() {
    RoundSums rounds = sums.rounds();
    Optional<String> none = noRow();
    if (none.isPresent()) {
      return none;
    }
    if (rounds.beyond() > 0) {
      return Optional.of(
          rounds.beyond()
              + " rows have a weight beyond "
              + (long) RoundSums.LARGEST_WEIGHT
              + ": the logger hardly ever does what the target does");
    }
    // more of the same rows do not help where the logger never does what the target does
    Optional<String> unsupported =
        plan.kind() == Kind.EXAMINATION
            ? Optional.empty()
            : unsupported(values.meanWeight(), rounds.effectiveSize());
    return unsupported.or(
        () ->
            limits.tooFew(
                rounds.effectiveSize(), "", "rows", "traffic that is more like the target"));
  }

  /** With a cascade, a row's weight is a product too. */
  private Optional<String> unsupported(Estimate mean, double effective) {
    return config.slots() == OpeConfig.Slots.CASCADE
        ? limits.unsupportedProduct(mean, effective, "")
        : limits.unsupported(mean, "");
  }

  private Optional<String> noRow() {
    return sums.rounds().rounds() > 0
        ? plan.obstacle()
        : plan.obstacle().or(() -> Optional.of("no row of logger " + plan.logger() + lacks()));
  }

  private String lacks() {
    return plan.kind() == Kind.EXAMINATION
        ? " is of a request of several items with a usable examination propensity at every position"
        : " has both an action propensity (source.columns.action-propensity) and a target"
            + " probability";
  }

  private Optional<OpeRow> lowerBound(JobOutput out) {
    if (config.userTotal().isEmpty()) {
      out.notComputed(
          "empirical-Bernstein bound of the target " + plan.name(), "ope.user-total is not set");
      return Optional.empty();
    }
    OpeRow.Builder row = builder("bernstein", cluster);
    Interval bound = values.lowerBoundPerCluster(confidence);
    return Optional.of(
        bound.isDefined() ? row.value(bound.high(), bound.low()) : row.refused(unbounded()));
  }

  private String unbounded() {
    return noRow()
        .orElseGet(
            () ->
                sums.rounds().negative() > 0
                    ? sums.rounds().negative()
                        + " rows have a negative reward: the bound needs none"
                    : "fewer than two clusters");
  }

  private List<OpeRow> slates(SlateSums slates) {
    List<OpeRow> rows = new ArrayList<>();
    for (SlateEstimator estimator : SlateEstimator.values()) {
      boolean weighed = !estimator.isCascade() || unbalanced.ofLists().isEmpty();
      if (weighed && slates.shape().has(estimator)) {
        rows.add(row(estimator, slates));
      }
    }
    return rows;
  }

  private OpeRow row(SlateEstimator estimator, SlateSums slates) {
    OpeRow.Builder row =
        builder(estimator.label(), "request").sample(slates.requests(), slates.clusters());
    noteOfLists().ifPresent(row::note);
    if (slates.positions() == 0) {
      return row.weights(0, Double.NaN, Double.NaN)
          .refused(
              plan.obstacle()
                  .orElse("no request has a probability of both policies at every position"));
    }
    int worst = worst(estimator, slates);
    row.weights(
        slates.effectiveSize(estimator, worst),
        slates.meanWeight(estimator, worst).value(),
        Double.NaN);
    Optional<String> refusal = refusal(estimator, slates, worst);
    if (refusal.isPresent()) {
      return row.refused(refusal.get());
    }
    if (replicates != null) {
      replicates.slates().ifPresent(found -> row.bootstrapped(found.of(estimator)));
    }
    Estimate value = slates.value(estimator);
    return Double.isNaN(value.value())
        ? row.refused("a position has no weight: nothing there is like the target")
        : row.value(value, true);
  }

  private Optional<String> noteOfLists() {
    return leftOut()
        .map(requests -> requests + " left out: the target does not use all of their rows")
        .map(text -> plan.note().map(note -> note + "; " + text).orElse(text))
        .or(plan::note);
  }

  /** The position with the least effective size. */
  private static int worst(SlateEstimator estimator, SlateSums slates) {
    int worst = 1;
    for (int k = 2; k <= slates.positions(); k++) {
      if (slates.effectiveSize(estimator, k) < slates.effectiveSize(estimator, worst)) {
        worst = k;
      }
    }
    return worst;
  }

  private Optional<String> refusal(SlateEstimator estimator, SlateSums slates, int worst) {
    if (plan.obstacle().isPresent()) {
      return plan.obstacle();
    }
    if (slates.beyond(estimator) > 0) {
      return Optional.of(
          slates.beyond(estimator)
              + " rows or requests are left out, because a weight "
              + (estimator.isCascade() ? "down the list " : "")
              + "is beyond "
              + (long) RoundSums.LARGEST_WEIGHT
              + " or a user's sum too large: the logger hardly ever does what the target does; a"
              + " smaller ope.depth leaves out the lower positions");
    }
    for (int k = 1; k <= slates.positions(); k++) {
      Optional<String> unsupported = unsupported(estimator, slates, k);
      if (unsupported.isPresent()) {
        return unsupported;
      }
    }
    return limits.tooFew(
        slates.effectiveSize(estimator, worst),
        " at position " + worst,
        "requests",
        "a smaller ope.depth");
  }

  private Optional<String> unsupported(SlateEstimator estimator, SlateSums slates, int k) {
    Estimate mean = slates.meanWeight(estimator, k);
    String where = " at position " + k;
    return estimator.isCascade()
        ? limits.unsupportedProduct(mean, slates.effectiveSize(estimator, k), where)
        : limits.unsupported(mean, where);
  }
}
