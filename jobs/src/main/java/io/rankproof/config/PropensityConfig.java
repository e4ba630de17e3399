package io.rankproof.config;

import java.util.List;

/**
 * Examination propensities p_k by position, relative to p_1 = 1, and the weights made of them.
 *
 * @param method where they come from
 * @param contexts segments whose values have a curve of their own
 * @param clip largest training weight min(1/p, clip)
 * @param maxPosition deeper positions share the curve's last point
 * @param maxRelativeInterval half width of the reference position's interval over its estimate,
 *     above which nothing is weighted
 * @param confidence of the intervals, in (0.5, 1)
 */
public record PropensityConfig(
    Method method,
    List<String> contexts,
    double clip,
    int maxPosition,
    double maxRelativeInterval,
    double confidence) {

  static PropensityConfig of(Section section) {
    PropensityConfig propensity =
        new PropensityConfig(
            section.choice("method", Method.class),
            section.texts("contexts"),
            section.number("clip", 1, 1e6),
            section.integer("max-position", 1, 10_000),
            section.number("max-relative-interval", 0, 100),
            section.number("confidence", 0.5, 0.9999));
    section.end();
    return propensity;
  }

  /** Where propensities come from. */
  public enum Method {
    /** Given ones where the log has them, else the randomised slice, else none. */
    AUTO,
    RANDOMISED,
    GIVEN,
    NONE
  }
}
