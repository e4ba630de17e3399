package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.audit.Inputs.Feature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputsTest {
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
}
