package io.rankproof.config;

import io.rankproof.error.ConfigException;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.List;
import java.util.Optional;

/**
 * The search for slices in which a model is worse.
 *
 * @param enabled whether there is one
 * @param columns segments searched; empty: all of them
 * @param numeric numeric features searched, cut into bins
 * @param bins of a numeric feature, of equal mass
 * @param minRequests requests with a value that a slice must have
 * @param level bound of the share of false findings
 * @param mostFindings reported at most
 * @param metric canonical name of a list metric; empty: that of the verdict, or the first
 */
public record SliceFinderConfig(
    boolean enabled,
    List<String> columns,
    List<String> numeric,
    int bins,
    long minRequests,
    double level,
    int mostFindings,
    Optional<String> metric) {

  static SliceFinderConfig of(Section section) {
    SliceFinderConfig finder =
        new SliceFinderConfig(
            section.flag("enabled"),
            once(section, "columns"),
            once(section, "numeric"),
            section.integer("bins", 2, 100),
            section.wholeNumber("min-requests", 2),
            section.number("level", 0.0001, 0.5),
            section.integer("most-findings", 1, 10_000),
            section.optionalText("metric").map(text -> metric(section, text)));
    section.end();
    return finder;
  }

  /** Whether a segment of the source is searched. */
  public boolean searches(String segment) {
    return enabled && (columns.isEmpty() || columns.contains(segment));
  }

  /** A column that is searched twice would meet itself in pairs. */
  private static List<String> once(Section section, String key) {
    List<String> names = section.texts(key);
    for (int i = 0; i < names.size(); i++) {
      if (names.indexOf(names.get(i)) < i) {
        throw section.bad(key, names.get(i), "each column once");
      }
    }
    return names;
  }

  private static String metric(Section section, String text) {
    try {
      return MetricSpec.parse(text).toString();
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException(section.full("metric"), unknown.getMessage());
    }
  }
}
