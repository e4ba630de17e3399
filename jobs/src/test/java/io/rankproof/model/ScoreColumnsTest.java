package io.rankproof.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.job.RunContext;
import io.rankproof.propensity.PropensityJob;
import io.rankproof.store.Table;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the examples is in the scores. */
class ScoreColumnsTest {
  private static final String CONFIG =
      """
      source {
        tables { log { format = parquet, path = "/nowhere" } }
        features { x = x, y = y }
        segments { shop = shop }
        scores { logged = s }
      }
      label.engagements { click { value = c } }
      evaluate.slice-finder.numeric = [x]
      """;

  @TempDir Path folder;

  @Test
  void columnsOfTheSliceFinderAreThere() {
    Dataset<Row> examples =
        TestSpark.session()
            .range(60)
            .selectExpr(
                "concat('r', id div 3) AS request",
                "concat('i', id % 3) AS item",
                "concat('u', id div 6) AS user",
                "int(id % 3) + 1 AS position",
                "CASE WHEN id < 30 THEN 'train' WHEN id < 45 THEN 'validation' ELSE 'test' END"
                    + " AS split",
                "double(id % 3 = 0) AS label_click",
                "double(id) AS feature_x",
                "double(id) AS feature_y",
                "string(id div 3) AS segment_shop",
                "double(id div 3) AS number_shop",
                "double(id) AS score_logged");
    RunContext context = ExampleTable.run(folder, CONFIG, examples);
    ExampleTable.run(context, new PropensityJob(), new TrainJob(), new ScoreJob());

    Dataset<Row> scores = context.read(Table.SCORES);
    assertThat(scores.columns())
        .contains("segment_shop", "number_shop", "feature_x")
        .doesNotContain("feature_y");
    assertThat(scores.where("number_shop = double(segment_shop)").count()).isEqualTo(30);
  }
}
