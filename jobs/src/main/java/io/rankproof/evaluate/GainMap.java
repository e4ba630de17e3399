package io.rankproof.evaluate;

import io.rankproof.kernel.rank.Gain;
import io.rankproof.kernel.rank.MetricSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A metric whose gains are a table: a positive label that is not in it has none.
 *
 * @param metric its name
 * @param label name of the label
 * @param gains the table
 */
record GainMap(String metric, String label, Gain.Mapped gains) {

  /** Those among some metrics. */
  static List<GainMap> of(List<String> metrics, String primaryLabel) {
    List<GainMap> maps = new ArrayList<>();
    for (String name : metrics) {
      MetricSpec spec = MetricSpec.parse(name);
      if (spec.relevance() instanceof Gain.Mapped gains) {
        maps.add(new GainMap(name, spec.label().isEmpty() ? primaryLabel : spec.label(), gains));
      }
    }
    return maps;
  }
}
