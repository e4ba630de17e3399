package io.rankproof.ope;

import io.rankproof.config.RankproofConfig;
import io.rankproof.kernel.stats.Estimate;
import java.util.Locale;
import java.util.Optional;

/**
 * The limits below which the weights of a target carry no value.
 *
 * @param minEss effective sample size
 * @param minSupport mean weight that must be possible
 * @param confidence of the interval of the mean weight
 */
record Limits(double minEss, double minSupport, double confidence) {

  static Limits of(RankproofConfig config) {
    return new Limits(
        config.ope().minEss(), config.ope().minSupport(), config.evaluate().confidence());
  }

  /**
   * Weights whose mean is below 1 say that the logger never does part of what the target does.
   *
   * @param where the weights are, as " at position 2"; empty: everywhere
   */
  Optional<String> unsupported(Estimate mean, String where) {
    double most = mean.interval(confidence).high();
    return Double.isNaN(most) || most >= minSupport
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the mean weight%s is %.3f (at most %.3f), below ope.min-support = %.2f: the logger"
                    + " does not show the rest of what the target would; traffic with some chance"
                    + " for every item (a randomised slice) is needed",
                where,
                mean.value(),
                most,
                minSupport));
  }

  /**
   * The same of weights that are products. A few of them are as large as all others together, and a
   * sample that has none of these looks unsupported beyond the error that it shows: so nothing is
   * said before enough of them count, unless all are 0.
   */
  Optional<String> unsupportedProduct(Estimate mean, double effective, String where) {
    return effective >= minEss || effective == 0 ? unsupported(mean, where) : Optional.empty();
  }

  /**
   * @param unit what more of would help
   * @param otherwise what else would
   */
  Optional<String> tooFew(double effective, String where, String unit, String otherwise) {
    if (effective >= minEss) {
      return Optional.empty();
    }
    return Optional.of(
        effective > 0
            ? String.format(
                Locale.ROOT,
                "effective sample size %.1f%s is below ope.min-ess = %.1f: about %.0f times the %s"
                    + " are needed, or %s",
                effective,
                where,
                minEss,
                Math.ceil(minEss / effective),
                unit,
                otherwise)
            : "every weight%s is 0: no number of such %s is enough; %s is needed"
                .formatted(where, unit, otherwise));
  }
}
