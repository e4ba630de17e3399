package io.rankproof.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointMetricTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ROC-AUC | ROC-AUC",
        "Lift@1% | Lift@1%",
        "Lift@01.0% | Lift@1%",
        "Recall@0.25% | Recall@0.25%",
        "Recall@100% | Recall@100%",
        "CostLoss(fp=1,fn=5) | CostLoss(fp=1,fn=5)",
        "CostLoss( fp = 1.0, fn = 0.5 ) | CostLoss(fp=1,fn=0.5)",
        "ECE(width) | ECE(width)",
        "ECE(corrected) | ECE(corrected)",
        "ECE(width,corrected) | ECE(width,corrected)",
      })
  void namesAreCanonical(String text, String title) {
    PointMetric metric = PointMetric.of(text).orElseThrow();
    assertThat(metric.title()).isEqualTo(title);
    assertThat(PointMetric.of(title)).contains(metric);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lift",
        "Lift@0%",
        "Lift@101%",
        "Lift@1",
        "Recall@x%",
        "Recall@1.2.3%",
        "CostLoss",
        "CostLoss(fp=0,fn=0)",
        "CostLoss(fp=-1,fn=2)",
        "ECE(mass)",
        "nDCG@10"
      })
  void othersAreNone(String text) {
    assertThat(PointMetric.of(text)).isEmpty();
  }

  @Test
  void everyNameOfAMessageIsOne() {
    assertThat(PointMetric.titles()).allMatch(title -> PointMetric.of(title).isPresent());
  }
}
