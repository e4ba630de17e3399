package io.rankproof.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.LabelConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class WindowSensitivityTest {
  private static final LabelConfig LABEL =
      ConfigLoader.parse(
              "label { engagements { click { value = c, time = t } }, sensitivity = [1h, 2d] }")
          .label();

  private static Row row(String model, String metric, String label, String slice, double value) {
    Object[] values = new Object[MetricRow.SCHEMA.length()];
    values[0] = model;
    values[1] = metric;
    values[2] = label;
    values[3] = "plain";
    values[4] = slice;
    values[6] = value;
    return RowFactory.create(values);
  }

  private static void add(List<Row> rows, String label, double a, double b, double c) {
    String metric = label.equals("click") ? "nDCG@10" : "nDCG(label=" + label + ")@10";
    rows.add(row("a", metric, label, "all", a));
    rows.add(row("b", metric, label, "all", b));
    rows.add(row("c", metric, label, "all", c));
    rows.add(row("a", metric, label, "platform", 9));
  }

  /** Of three pairs one is the other way round under one hour: tau = (2 - 1) / 3. */
  @Test
  void showsOrderAndAgreementUnderEachWindow() {
    List<Row> metrics = new ArrayList<>();
    add(metrics, "click", 0.1, 0.2, 0.3);
    add(metrics, "click_within_1h", 0.1, 0.3, 0.2);
    add(metrics, "click_within_48h", 0.3, 0.2, 0.2);
    metrics.add(row("a", "LogLoss", "click", "all", 0.5));
    metrics.add(row("a", "CostLoss(fp=1,fn=5)", "click", "all", 0.5));
    metrics.add(row("a", "BestThreshold(fp=1,fn=5)", "click", "all", 0.5));
    metrics.add(row("a", "Coverage@5", "click", "all", 0.5));
    metrics.add(row("a", "RR", "click", "all", 0.5));

    List<Row> rows = WindowSensitivity.of(LABEL, metrics);

    assertThat(rows).hasSize(9);
    assertThat(rows)
        .extracting(r -> r.getString(2) + " " + r.getString(4) + " " + r.getInt(9))
        .containsExactly(
            "configured a 3",
            "configured b 2",
            "configured c 1",
            "1h a 3",
            "1h b 1",
            "1h c 2",
            "48h a 1",
            "48h b 2",
            "48h c 2");
    assertThat(rows).extracting(r -> r.getString(0)).containsOnly("nDCG@10");
    assertThat(rows.get(0).getDouble(10)).isEqualTo(1);
    assertThat(rows.get(3).getDouble(10)).isEqualTo(1.0 / 3);
    assertThat(rows.get(6).getDouble(10)).isEqualTo(-2 / Math.sqrt(6));
  }
}
