package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.audit.Inputs.Feature;
import io.rankproof.job.RunContext;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.result.ResultTables;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir Path folder;

  private static Feature feature(String name, double strength, int inputs) {
    List<double[]> columns = new ArrayList<>();
    for (int input = 0; input < inputs; input++) {
      columns.add(new double[] {strength});
    }
    return new Feature(name, strength, () -> columns);
  }

  @Test
  void theMostTellingAreTaken() {
    List<Feature> features = new ArrayList<>();
    for (int number = 10; number < 60; number++) {
      features.add(feature("f" + number, 0.5 + (number % 2) * 0.1, 2));
    }
    features.add(feature("last", 0.9, 3));
    Inputs inputs = Inputs.of(features);
    // 3 of the last, 50 of the odd ones, 6 of the first even ones: with one more they are 61
    assertThat(inputs.columns()).hasSize(59);
    assertThat(inputs.taken()).isEqualTo(29);
    assertThat(inputs.mostTelling(2)).containsExactly("last 90.0%", "f11 60.0%");
    assertThat(inputs.features().subList(26, 30))
        .extracting(Feature::name)
        .containsExactly("f10", "f12", "f14", "f16");
    assertThat(inputs.leftOut())
        .isEqualTo("; the model has the 29 features that tell most alone, 22 of 51 are left out");
  }

  @Test
  void nothingIsSaidWhereAllAreTaken() {
    assertThat(Inputs.of(List.of(feature("a", 0.5, 2))).leftOut()).isEmpty();
  }

  /** Forty numbers and a category, given last, that is another one in test. */
  @Test
  void aTellingCategoryBehindManyNumbersIsSeen() {
    StringBuilder names = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    for (int number = 0; number < 40; number++) {
      names.append(String.format(Locale.ROOT, "f%d = x%n", number));
      columns.append(
          String.format(
              Locale.ROOT, ", pmod(xxhash64(id, %d), 999) / 9D AS feature_f%d", number, number));
    }
    RunContext context =
        ExampleTable.run(
            folder,
            """
            source { columns { user = user }, features { %s }, categories { shop = shop } }
            split { kind = column, column = split, promises = [user] }
            label { primary = click, window = 0s, engagements { click { value = clicked } } }
            """
                .formatted(names),
            TestSpark.session()
                .sql(
                    """
                    SELECT concat('r', id) AS request, concat('u', id) AS user, concat('i', id) AS item,
                      CAST(id %% 7 = 0 AS DOUBLE) AS label_click, CAST(NULL AS TIMESTAMP) AS engaged_click,
                      IF(id %% 2 = 0, 'train', 'test') AS split,
                      concat('shop', id %% 2, id %% 6) AS category_shop %s
                    FROM range(3000)
                    """
                        .formatted(columns)));
    ExampleTable.run(context, new AuditJob());
    List<LeakFinding> leaks = new ResultTables(context.store(), context.run()).leaks();
    LeakFinding told = of(leaks, "set_distinguishability");
    assertThat(told.severity()).isEqualTo(Severity.INFO);
    assertThat(told.value().orElseThrow()).isGreaterThan(0.99);
    assertThat(told.reason())
        .contains("the most telling alone: shop 100.0%, ")
        .endsWith("; the model has the 30 features that tell most alone, 11 of 41 are left out");
    assertThat(of(leaks, "shuffled_label_canary").reason()).endsWith(" of 41 are left out");
  }

  private static LeakFinding of(List<LeakFinding> leaks, String finding) {
    return leaks.stream().filter(f -> f.finding().equals(finding)).findFirst().orElseThrow();
  }
}
