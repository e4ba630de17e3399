package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator of the extension against Spark's: the same bits, beyond every limit it has. */
class RankedAggregateTest {
  private static final String MEMORY = "spark.rankproof.aggregateMemory";

  /** More groups per task than a window has, some rows under a null key. */
  private static final String ROWS =
      "SELECT nullif(id %% 30011, 7) AS q, id %% 3 AS part, CAST(id AS string) AS item,"
          + " nullif((xxhash64(id) %% 50) / 8.0D, 0) AS s, xxhash64(id, 2) %% 5 > 2 AS y"
          + " FROM range(0, 120000, 1, 2) ORDER BY %s";

  private static final String QUERY =
      "SELECT q, part, ndcg_at_k(s, y, 10) AS a, reciprocal_rank(s, y, 'ties=trec', item) AS b,"
          + " precision_at_k(s, y, 2) FILTER (WHERE s > 1) AS c,"
          + " group_auc(s + 1, y) FILTER (WHERE part < 0) AS d"
          + " FROM rows_of_groups GROUP BY q, part ORDER BY q, part";

  private final SparkSession spark = TestSpark.session();
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  private List<Row> run(String order, String query) {
    spark.sql(String.format(ROWS, order)).createOrReplaceTempView("rows_of_groups");
    return spark.sql(query).collectAsList();
  }

  @ParameterizedTest
  @CsvSource({"'q, part',256m", "xxhash64(id),256m", "'q, part',0", "xxhash64(id),0", "id,3m"})
  void givesTheBitsOfSparksOperator(String order, String memory) {
    changed.set(MEMORY, memory);
    List<Row> ours = run(order, QUERY);
    changed.set("spark.sql.adaptive.enabled", "false");
    assertThat(ours).hasSizeGreaterThan(60_000).isEqualTo(run(order, QUERY));
  }

  @Test
  void aFewLargeGroupsAreTheSameToo() {
    String query =
        "SELECT part, average_precision_at_k(s, y, 100) FROM rows_of_groups"
            + " GROUP BY part ORDER BY 1";
    List<Row> ours = run("xxhash64(id)", query);
    changed.set("spark.sql.adaptive.enabled", "false");
    assertThat(ours).hasSize(3).isEqualTo(run("xxhash64(id)", query));
  }

  @Test
  void oneKeyIsOneGroupWhateverItsWindows() {
    String query =
        "SELECT count(*), count(v)"
            + " FROM (SELECT q, recall_at_k(s, true, 3) AS v FROM rows_of_groups GROUP BY q)";
    Row counts = run("xxhash64(id)", query).get(0);
    assertThat(counts.getLong(0)).isEqualTo(30_011);
    assertThat(counts.getLong(1)).isEqualTo(30_011);
  }

  /** The operator within larger plans: grouping sets, others' functions, windows, joins, limits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT q, part, ndcg_at_k(s, y, 3) AS v FROM rows_of_groups GROUP BY ROLLUP (part, q)",
        "SELECT q, rbp(s, y, 0.8) AS v, count(*), sum(s), count(DISTINCT part) FROM rows_of_groups"
            + " GROUP BY q",
        "SELECT q, v, rank() OVER (ORDER BY v, q) FROM (SELECT q, group_auc(s, y) AS v"
            + " FROM rows_of_groups GROUP BY q)",
        "SELECT q, a.v, b.v FROM (SELECT q, ndcg_at_k(s, y, 5) AS v FROM rows_of_groups GROUP BY q)"
            + " a JOIN (SELECT q, reciprocal_rank(s, y) AS v FROM rows_of_groups WHERE part = 1"
            + " GROUP BY q) b USING (q)",
        "SELECT q, ndcg_at_k(s, y, 5) AS v FROM rows_of_groups GROUP BY q HAVING v > 0.5",
        "SELECT DISTINCT ndcg_at_k(s, y, 1) OVER (PARTITION BY q) AS v FROM rows_of_groups"
            + " WHERE q < 500",
        "SELECT q, ranking_metrics(s, y, 'nDCG,AP') AS v FROM rows_of_groups WHERE q < 0 GROUP BY q"
      })
  void plansAroundItGiveTheSameBits(String query) {
    List<Row> ours = sorted(run("id", query));
    changed.set("spark.sql.adaptive.enabled", "false");
    assertThat(ours).isEqualTo(sorted(run("id", query)));
    changed.set("spark.sql.codegen.wholeStage", "false");
    changed.set("spark.sql.adaptive.enabled", "true");
    assertThat(ours).isEqualTo(sorted(run("id", query)));
  }

  private static List<Row> sorted(List<Row> rows) {
    return rows.stream().sorted(Comparator.comparing(Row::toString)).toList();
  }

  @Test
  void itIsUsedWhereAllFunctionsKeepRows() {
    assertThat(planOf("SELECT q, ndcg_at_k(s, y, 10) FROM rows_of_groups GROUP BY q"))
        .contains("RankedAggregate")
        .doesNotContain("ObjectHashAggregate");
    assertThat(planOf("SELECT ndcg_at_k(s, y, 10) FROM rows_of_groups"))
        .doesNotContain("RankedAggregate");
    assertThat(planOf("SELECT q, ndcg_at_k(s, y, 10), count(*) FROM rows_of_groups GROUP BY q"))
        .doesNotContain("RankedAggregate");
    for (String call :
        List.of("roc_auc(s, y)", "pr_auc(s, y)", "psi(s, y)", "roc_auc(s, y), rbp(s, y, 0.5)")) {
      assertThat(planOf("SELECT q, " + call + " FROM rows_of_groups GROUP BY q"))
          .contains("ObjectHashAggregate")
          .doesNotContain("RankedAggregate");
    }
  }

  private String planOf(String query) {
    spark.sql(String.format(ROWS, "id")).createOrReplaceTempView("rows_of_groups");
    Dataset<Row> result = spark.sql(query);
    assertThat(result.collectAsList()).isNotEmpty();
    return result.queryExecution().executedPlan().toString();
  }
}
