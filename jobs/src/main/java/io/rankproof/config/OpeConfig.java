package io.rankproof.config;

import java.util.Map;
import java.util.Optional;

/**
 * Off-policy value from logged action propensities.
 *
 * @param targets policies whose value is asked for
 * @param minEss effective sample size below which the value is refused
 */
public record OpeConfig(Map<String, Target> targets, double minEss) {

  static OpeConfig of(Section section) {
    OpeConfig ope =
        new OpeConfig(section.named("targets", Target::of), section.number("min-ess", 1, 1e12));
    section.end();
    return ope;
  }

  /**
   * @param probability SQL expression over the source's rows: the target's probability of showing
   *     the item in this position
   * @param logger logging policy whose rows are used; empty: all
   */
  public record Target(String probability, Optional<String> logger) {
    static Target of(Section section) {
      Target target = new Target(section.text("probability"), section.optionalText("logger"));
      section.end();
      return target;
    }
  }
}
