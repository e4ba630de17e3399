package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The families of tests whose p-values are adjusted together, in the plainest way: over all rows
 * the models of a metric (Holm), in slices the slices of a metric and model (Benjamini-Hochberg).
 */
final class Families {
  private Families() {}

  /** Adjusts the p-values of {@code metrics.json} once more, and says the size of each family. */
  static List<Integer> assertAdjusted(JsonNode comparisons) {
    Map<String, List<JsonNode>> families = new TreeMap<>();
    for (JsonNode row : comparisons) {
      boolean ofAll = row.get("slice").asText().equals("all");
      String quantity = row.get("metric") + "/" + row.get("label") + "/" + row.get("estimator");
      if (row.get("p_value").isNumber()) {
        String family = ofAll ? "all/" + quantity : row.get("model") + "/" + quantity;
        families.computeIfAbsent(family, key -> new ArrayList<>()).add(row);
      }
      assertThat(row.get(ofAll ? "p_bh" : "p_holm").isNull()).as(row.toString()).isTrue();
    }
    families.forEach(
        (name, family) -> {
          family.sort(Comparator.comparingDouble(row -> row.get("p_value").doubleValue()));
          if (name.startsWith("all/")) {
            assertHolm(family);
          } else {
            assertBenjaminiHochberg(family);
          }
        });
    return families.values().stream().map(List::size).toList();
  }

  private static void assertHolm(List<JsonNode> ascending) {
    double adjusted = 0;
    for (int i = 0; i < ascending.size(); i++) {
      double p = ascending.get(i).get("p_value").doubleValue();
      adjusted = Math.max(adjusted, Math.min(1, (ascending.size() - i) * p));
      assertAdjusted(ascending.get(i), "p_holm", adjusted);
    }
  }

  private static void assertBenjaminiHochberg(List<JsonNode> ascending) {
    double adjusted = 1;
    for (int i = ascending.size() - 1; i >= 0; i--) {
      double p = ascending.get(i).get("p_value").doubleValue();
      adjusted = Math.min(adjusted, p * ascending.size() / (i + 1));
      assertAdjusted(ascending.get(i), "p_bh", adjusted);
    }
  }

  private static void assertAdjusted(JsonNode row, String column, double expected) {
    assertThat(row.get(column).doubleValue())
        .as(column + " of " + row)
        .isCloseTo(expected, within(1e-12));
  }
}
