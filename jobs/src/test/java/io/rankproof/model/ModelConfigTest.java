package io.rankproof.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankproof.config.ConfigLoader;
import io.rankproof.error.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
  private static final String CONFIG =
      """
      source.features { price = p }
      source.categories { platform = pl }
      source.scores { production = s }
      label.engagements { click { value = c } }
      label.grades { value { click = 2 } }
      """;

  @Test
  void whatIsNotNamedHasItsDefault() {
    ModelSpec spec = specs("m { kind = gbt, params { maxDepth = 3 } }").get(0);

    assertThat(spec.params()).containsEntry("maxDepth", 3.0).containsEntry("maxIter", 30.0);
    assertThat(spec.features()).containsExactly("price", "platform");
    assertThat(spec.label()).isEqualTo("click");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m { kind = gbt, params { maxDept = 3 } } | m.params.maxDept | did you mean maxDepth?",
        "m { kind = gbt, params { maxDepth = 3.5 } } | m.params.maxDepth | whole number",
        "m { kind = recency, params { prior = 3 } } | m.params.prior | allowed here: none",
        "m { kind = popularity, params { prior = -1 } } | m.params.prior | from 0.0",
        "m { kind = logistic, features = [prise] } | m.features | did you mean price?",
        "m { kind = popularity, features = [price] } | m.features | uses no features",
        "m { kind = logistic, label = value } | m.label | graded",
        "m { kind = popularity, label = clik } | m.label | did you mean click?",
        "m { kind = logistic, weighting = inverse } | m.weighting | ips, em or none",
        "m { kind = recency, weighting = ips } | m.weighting | recency uses no weights",
        "production { kind = recency } | train.models.production | source.scores",
      })
  void whatCannotBeIsOneLine(String model, String key, String hint) {
    assertThatThrownBy(() -> specs(model))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(hint)
        .hasMessageNotContaining("\n");
  }

  @Test
  void outsideScoresNeedANameOfTheirOwn() {
    assertThatThrownBy(
            () -> ConfigLoader.parse(CONFIG + "score.tables { production { table = t } }"))
        .hasMessageContaining("already a model");
  }

  private static List<ModelSpec> specs(String model) {
    return ModelSpec.all(ConfigLoader.parse(CONFIG + "train.models { " + model + " }"));
  }
}
