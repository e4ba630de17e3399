package io.rankproof.evaluate;

import io.rankproof.kernel.stats.MultipleTests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** From sums to results: values and paired differences of all models in all slices. */
final class Findings {
  private final CohortSums sums;
  private final Uncertainty uncertainty;
  private final Cohorts cohorts;
  private final List<Quantity> quantities;
  private final List<String> models;
  private final int baseline;
  private final long minRequests;

  /**
   * @param minRequests requests below which a slice is left out
   */
  Findings(
      CohortSums sums,
      double confidence,
      Cohorts cohorts,
      List<Quantity> quantities,
      List<String> models,
      int baseline,
      long minRequests) {
    this(sums, confidence, Optional.empty(), cohorts, quantities, models, baseline, minRequests);
  }

  /**
   * @param propensities the error of the propensities; empty: taken as known
   * @param minRequests requests below which a slice is left out
   */
  Findings(
      CohortSums sums,
      double confidence,
      Optional<PropensityUncertainty> propensities,
      Cohorts cohorts,
      List<Quantity> quantities,
      List<String> models,
      int baseline,
      long minRequests) {
    this.sums = sums;
    this.uncertainty = new Uncertainty(sums, confidence, propensities);
    this.cohorts = cohorts;
    this.quantities = List.copyOf(quantities);
    this.models = List.copyOf(models);
    this.baseline = baseline;
    this.minRequests = minRequests;
  }

  /** Indices of the slice values that are large enough. */
  private List<Integer> largeEnough() {
    return IntStream.range(0, cohorts.values().size())
        .filter(value -> isLargeEnough(value, false))
        .boxed()
        .toList();
  }

  /** Whether a slice value has enough requests; the first one, of all rows, always has. */
  private boolean isLargeEnough(int value, boolean randomised) {
    return value == 0 || requests(value, randomised) >= minRequests;
  }

  private long requests(int value, boolean randomised) {
    int cohort = cohorts.index(value, cohorts.variant(randomised, Variant.ANY));
    return sums.counter(cohort, Counters.REQUESTS);
  }

  /** Slice values with fewer requests than asked for, and how many they have. */
  Map<SliceValue, Long> tooSmall() {
    Map<SliceValue, Long> small = new LinkedHashMap<>();
    for (int value = 1; value < cohorts.values().size(); value++) {
      if (!isLargeEnough(value, false)) {
        small.put(cohorts.values().get(value), requests(value, false));
      }
    }
    return small;
  }

  /** How many of the other slice values have too few requests of randomised traffic. */
  long tooSmallRandomised() {
    return quantities.stream().anyMatch(Quantity::onRandomised)
        ? largeEnough().stream().filter(value -> !isLargeEnough(value, true)).count()
        : 0;
  }

  /** Whether enough requests have scores of both a model and the baseline. */
  private boolean hasEnoughInCommon(int value, boolean randomised, int model) {
    int cohort = cohorts.index(value, cohorts.variant(randomised, model));
    return value == 0 || sums.counter(cohort, Counters.REQUESTS) >= minRequests;
  }

  /** How many comparisons of a model in one of the other slice values lack such requests. */
  long tooSmallInCommon() {
    return IntStream.range(0, models.size())
        .filter(model -> model != baseline)
        .mapToLong(
            model ->
                largeEnough().stream()
                    .filter(value -> !hasEnoughInCommon(value, false, model))
                    .count())
        .sum();
  }

  /** Every model's value of every quantity in every slice. */
  List<MetricRow> metrics() {
    List<MetricRow> rows = new ArrayList<>();
    for (int value : largeEnough()) {
      for (Quantity quantity : quantitiesOf(value)) {
        int cohort = cohorts.index(value, cohorts.variant(quantity.onRandomised(), Variant.ANY));
        for (int model = 0; model < models.size(); model++) {
          if (quantity.isComputed(model)) {
            rows.add(metric(cohort, quantity, model));
          }
        }
      }
    }
    return rows;
  }

  /** Those on randomised traffic need enough of it. */
  private List<Quantity> quantitiesOf(int value) {
    return quantities.stream()
        .filter(quantity -> isLargeEnough(value, quantity.onRandomised()))
        .toList();
  }

  private MetricRow metric(int cohort, Quantity quantity, int model) {
    long relevant = sums.counter(cohort, Counters.RELEVANT);
    long tied = sums.counter(cohort, Counters.tied(model));
    return new MetricRow(
        models.get(model),
        quantity,
        cohorts.value(cohort),
        uncertainty.of(cohort, quantity, model),
        zeroFilled(cohort, quantity, model),
        sums.counter(cohort, Counters.REQUESTS),
        withValue(cohort, quantity, model),
        sums.counter(cohort, Counters.ROWS),
        uncertainty.clusters(cohort, quantity, model),
        uncertainty.effectiveClusters(cohort, quantity, model),
        relevant == 0 ? Double.NaN : (double) tied / relevant,
        sums.counter(cohort, Counters.missing(model)),
        quantity.formulas().of(cohort, model).errorBound());
  }

  private double zeroFilled(int cohort, Quantity quantity, int model) {
    return quantity.zeroFill() < 0
        ? Double.NaN
        : sums.total(cohort, quantity.models().get(model)[0])
            / sums.total(cohort, quantity.zeroFill());
  }

  private long withValue(int cohort, Quantity quantity, int model) {
    return quantity.countsRequests()
        ? Math.round(sums.total(cohort, quantity.sizes().get(model)))
        : sums.counter(cohort, Counters.REQUESTS);
  }

  /** Every model against the baseline, with adjusted p-values. */
  List<Comparison> comparisons() {
    List<Comparison> plain = new ArrayList<>();
    for (int value : largeEnough()) {
      for (Quantity quantity : quantitiesOf(value)) {
        for (int model = 0; model < models.size(); model++) {
          if (model != baseline
              && quantity.isComputed(model)
              && quantity.isComputed(baseline)
              && hasEnoughInCommon(value, quantity.onRandomised(), model)) {
            plain.add(comparison(value, quantity, model));
          }
        }
      }
    }
    plain.removeIf(comparison -> Double.isNaN(comparison.delta().value()));
    List<Comparison> holm =
        adjust(
            plain,
            Comparison::isOfAll,
            Comparison::quantity,
            MultipleTests::holm,
            Comparison::withHolm);
    return adjust(
        holm,
        comparison -> !comparison.isOfAll(),
        comparison -> List.of(comparison.quantity(), comparison.model()),
        MultipleTests::benjaminiHochberg,
        Comparison::withBenjaminiHochberg);
  }

  private Comparison comparison(int value, Quantity quantity, int model) {
    int cohort = cohorts.index(value, cohorts.variant(quantity.onRandomised(), model));
    Uncertainty.Estimate delta = uncertainty.difference(cohort, quantity, model, baseline);
    long clusters = uncertainty.clusters(cohort, quantity, model, baseline);
    double bound = errorBound(cohort, quantity, model) + errorBound(cohort, quantity, baseline);
    return new Comparison(
        models.get(model),
        models.get(baseline),
        quantity,
        cohorts.value(cohort),
        delta.offBy(bound),
        uncertainty.of(cohort, quantity, baseline).value(),
        delta.pValue(clusters, bound),
        Double.NaN,
        Double.NaN,
        sums.counter(cohort, Counters.REQUESTS),
        Math.min(withValue(cohort, quantity, model), withValue(cohort, quantity, baseline)),
        clusters,
        uncertainty.effectiveClusters(cohort, quantity, model, baseline));
  }

  /** How far binned scores may put a model's value off; 0 where it is exact. */
  private static double errorBound(int cohort, Quantity quantity, int model) {
    double bound = quantity.formulas().of(cohort, model).errorBound();
    return Double.isNaN(bound) ? 0 : bound;
  }

  /** Adjusts the p-values of each family of tests among those that count. */
  private static List<Comparison> adjust(
      List<Comparison> all,
      Predicate<Comparison> counts,
      Function<Comparison, Object> family,
      Function<double[], double[]> method,
      BiFunction<Comparison, Double, Comparison> with) {
    Map<Object, List<Integer>> families = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      if (counts.test(all.get(i))) {
        families.computeIfAbsent(family.apply(all.get(i)), key -> new ArrayList<>()).add(i);
      }
    }
    List<Comparison> adjusted = new ArrayList<>(all);
    for (List<Integer> members : families.values()) {
      double[] p = method.apply(Comparison.pValues(members.stream().map(all::get).toList()));
      for (int i = 0; i < p.length; i++) {
        adjusted.set(members.get(i), with.apply(all.get(members.get(i)), p[i]));
      }
    }
    return adjusted;
  }

  /** The least effective number of clusters behind any plain value over all rows. */
  double leastEffectiveClusters() {
    int everything = cohorts.index(0, cohorts.variant(false, Variant.ANY));
    return quantities.stream()
        .filter(quantity -> quantity.estimator() == Quantity.Estimator.PLAIN)
        .flatMapToDouble(
            quantity ->
                IntStream.range(0, models.size())
                    .mapToDouble(
                        model -> uncertainty.effectiveClusters(everything, quantity, model)))
        // What no request has a value of has no interval either.
        .filter(clusters -> clusters > 0)
        .min()
        .orElse(Double.NaN);
  }

  /** How many slice values get delta intervals, the bootstrap's budget being spent. */
  long beyondBudget() {
    return slices(cohort -> !sums.isBootstrapped(cohort));
  }

  /** How many of the slice values reported have a cohort of which something is true. */
  long slices(IntPredicate is) {
    return largeEnough().stream()
        .filter(
            value ->
                IntStream.range(0, cohorts.variants().size())
                    .anyMatch(variant -> is.test(cohorts.index(value, variant))))
        .count();
  }
}
