package io.rankproof.evaluate;

import io.rankproof.kernel.bootstrap.Replicates;
import io.rankproof.kernel.stats.EffectiveSize;
import io.rankproof.kernel.stats.Interval;
import io.rankproof.kernel.stats.PValues;
import io.rankproof.kernel.stats.Quantiles;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Values with their clustered uncertainty, from sums: bootstrap percentile intervals where a cohort
 * was bootstrapped, else delta-method ones.
 *
 * <p>Delta method: with x_u the sums of cluster u and g the gradient of the formula, var = G / (G -
 * 1) x sum over u of (g . x_u)^2, from the sums of products (Cochran 1977, section 6.4; Deng,
 * Knoblich and Lu, KDD 2018). The difference of two models takes both gradients at once, so what
 * they share cancels.
 */
final class Uncertainty {
  private final CohortSums sums;
  private final double confidence;
  private final Optional<PropensityUncertainty> propensities;

  Uncertainty(CohortSums sums, double confidence) {
    this(sums, confidence, Optional.empty());
  }

  /**
   * @param propensities the error of the propensities; empty: taken as known
   */
  Uncertainty(CohortSums sums, double confidence, Optional<PropensityUncertainty> propensities) {
    this.sums = sums;
    this.confidence = confidence;
    this.propensities = propensities;
  }

  /** How an interval came about. */
  enum Method {
    BOOTSTRAP,
    DELTA,
    /** The bootstrap, each replicate with propensities of its own. */
    DRAWN,
    /** The delta method, with the variance of the propensities added. */
    WIDENED,
    /** Student's, from the bootstrap's variance, with that of the propensities added. */
    MIXED,
    NONE;

    String title() {
      return switch (this) {
        case DRAWN -> "bootstrap+propensities";
        case WIDENED -> "delta+propensities";
        case MIXED -> "bootstrap-se+propensities";
        default -> name().toLowerCase(Locale.ROOT);
      };
    }
  }

  /**
   * A value with its uncertainty.
   *
   * @param value NaN when undefined
   * @param interval undefined when there is none
   * @param standardError NaN when there is none
   * @param method of the interval
   */
  record Estimate(double value, Interval interval, double standardError, Method method) {
    static Estimate without(double value) {
      return new Estimate(value, Interval.UNDEFINED, Double.NaN, Method.NONE);
    }

    /**
     * Two-sided p-value against 0, by Student's distribution. Where all clusters say the same, that
     * is not 0, there is no variance to test by, and none: two users who agree prove nothing.
     *
     * @param bound how far the value may be off: what it is at least is tested
     */
    double pValue(long clusters, double bound) {
      double least = Math.max(0, Math.abs(value) - bound);
      if (standardError == 0) {
        return least == 0 ? 1 : Double.NaN;
      }
      return PValues.twoSided(least / standardError, clusters - 1.0);
    }

    /** With the interval as much wider on both sides as the value may be off. */
    Estimate offBy(double bound) {
      Interval wider = new Interval(interval.low() - bound, interval.high() + bound);
      return new Estimate(value, wider, standardError, method);
    }
  }

  /** Clusters that count for a quantity of a model; of several models, the fewest. */
  long clusters(int cohort, Quantity quantity, int... models) {
    return Arrays.stream(models)
        .mapToLong(model -> sums.clusters(cohort, quantity.sizes().get(model)))
        .min()
        .orElseThrow();
  }

  /** How many equal clusters would say as much: (sum n)^2 / sum n^2; the least of the models. */
  double effectiveClusters(int cohort, Quantity quantity, int... models) {
    return Arrays.stream(models)
        .map(quantity.sizes()::get)
        .mapToDouble(
            size -> EffectiveSize.of(sums.total(cohort, size), sums.product(cohort, size, size)))
        .min()
        .orElseThrow();
  }

  /** A model's value. */
  Estimate of(int cohort, Quantity quantity, int model) {
    Term term = term(cohort, quantity, model, 1);
    return widened(
        estimate(cohort, clusters(cohort, quantity, model), term), cohort, quantity, model);
  }

  private Estimate widened(Estimate known, int cohort, Quantity quantity, int... models) {
    return propensities
        .filter(uncertain -> uncertain.covers(quantity))
        .map(
            uncertain ->
                uncertain.widen(
                    known, cohort, clusters(cohort, quantity, models), quantity, models))
        .orElse(known);
  }

  /** A model's value minus the baseline's, over the same clusters. */
  Estimate difference(int cohort, Quantity quantity, int model, int baseline) {
    return widened(
        estimate(
            cohort,
            clusters(cohort, quantity, model, baseline),
            term(cohort, quantity, model, 1),
            term(cohort, quantity, baseline, -1)),
        cohort,
        quantity,
        model,
        baseline);
  }

  /** A formula over columns, with its sign in what is estimated. */
  private record Term(Formula formula, int[] columns, double[] totals, double sign) {
    double value() {
      return sign * formula.value(totals);
    }
  }

  private Term term(int cohort, Quantity quantity, int model, double sign) {
    int[] columns = quantity.models().get(model);
    double[] totals = Arrays.stream(columns).mapToDouble(c -> sums.total(cohort, c)).toArray();
    return new Term(quantity.formulas().of(cohort, model), columns, totals, sign);
  }

  private Estimate estimate(int cohort, long clusters, Term... terms) {
    double value = Arrays.stream(terms).mapToDouble(Term::value).sum();
    boolean known = Arrays.stream(terms).allMatch(term -> term.formula().hasInterval());
    if (!known || clusters < 2 || Double.isNaN(value) || !sums.shape().hasIntervals()) {
      return Estimate.without(value);
    }
    return sums.isBootstrapped(cohort) && hasReplicates(terms)
        ? bootstrapped(cohort, value, terms)
        : linearised(cohort, value, clusters, terms);
  }

  private boolean hasReplicates(Term... terms) {
    return Arrays.stream(terms)
        .flatMapToInt(term -> Arrays.stream(term.columns()))
        .allMatch(sums::isReplicated);
  }

  private Estimate bootstrapped(int cohort, double value, Term... terms) {
    double[] values = new double[sums.shape().replicates()];
    for (Term term : terms) {
      addReplicates(cohort, term, values);
    }
    Replicates replicates = Replicates.of(values);
    return new Estimate(
        value,
        replicates.percentileInterval(confidence),
        replicates.standardError(),
        Method.BOOTSTRAP);
  }

  private void addReplicates(int cohort, Term term, double[] values) {
    double[][] columns =
        Arrays.stream(term.columns())
            .mapToObj(c -> sums.replicates(cohort, c))
            .toArray(double[][]::new);
    double[] x = new double[columns.length];
    for (int b = 0; b < values.length; b++) {
      for (int i = 0; i < x.length; i++) {
        x[i] = columns[i][b];
      }
      values[b] += term.sign() * term.formula().value(x);
    }
  }

  private Estimate linearised(int cohort, double value, long clusters, Term... terms) {
    double[][] gradients = new double[terms.length][];
    for (int i = 0; i < terms.length; i++) {
      gradients[i] = new double[terms[i].formula().arity()];
      if (!terms[i].formula().gradient(terms[i].totals(), gradients[i])) {
        return Estimate.without(value);
      }
    }
    double squares = 0;
    for (int i = 0; i < terms.length; i++) {
      for (int j = 0; j < terms.length; j++) {
        double sign = terms[i].sign() * terms[j].sign();
        squares +=
            sign * form(cohort, terms[i].columns(), gradients[i], terms[j].columns(), gradients[j]);
      }
    }
    double error = Math.sqrt(Math.max(0, squares) * clusters / (clusters - 1));
    double quantile = Quantiles.twoSidedStudent(confidence, clusters - 1.0);
    return new Estimate(value, Interval.around(value, error, quantile), error, Method.DELTA);
  }

  /** The sum over clusters of (first . x_u)(second . x_u). */
  private double form(int cohort, int[] rows, double[] first, int[] columns, double[] second) {
    double form = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        form += first[i] * second[j] * sums.product(cohort, rows[i], columns[j]);
      }
    }
    return form;
  }
}
