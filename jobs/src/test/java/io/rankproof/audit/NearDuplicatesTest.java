package io.rankproof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.rankproof.config.AuditConfig.Items;
import io.rankproof.error.InputException;
import io.rankproof.ingest.Sources;
import io.rankproof.job.RunContext;
import io.rankproof.result.LeakFinding;
import io.rankproof.result.LeakFinding.Severity;
import io.rankproof.result.ResultTables;
import io.rankproof.testing.ExampleTable;
import io.rankproof.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {
  private static final Map<String, Integer> LATER = Map.of("validation", 2, "test", 4);
  private static final double LEAST = 0.8;
  private static final int LENGTH = 32;
  private static final List<ComparedItems> ALL =
      List.of(new ComparedItems("validation", 1), new ComparedItems("test", 1));

  @TempDir Path folder;

  private static Items items(boolean words) {
    Optional<String> content = Optional.of("content");
    return new Items(
        "items",
        "item",
        words ? content : Optional.empty(),
        words ? Optional.empty() : content,
        LEAST);
  }

  /** Rows of item, sets, content. */
  private static ItemContents contents(List<Row> rows, boolean words) {
    StructType schema =
        StructType.fromDDL(
            "item STRING, sets INT, content " + (words ? "STRING" : "ARRAY<DOUBLE>"));
    Dataset<Row> table = TestSpark.session().createDataFrame(rows, schema);
    return ItemContents.of(table.select("item", "sets"), table, items(words), LATER);
  }

  /** Without it 5,000 x 2,000 items share every band. */
  @Test
  void aTextThatManyItemsHaveIsComparedOnce() {
    List<Row> rows = new ArrayList<>();
    for (int item = 0; item < 5000; item++) {
      rows.add(RowFactory.create("known" + item, 1 | 4, "Untitled"));
      if (item < 2000) {
        rows.add(RowFactory.create("new" + item, item < 300 ? 2 : 4, "untitled!"));
      }
    }
    rows.add(RowFactory.create("known", 1, "a b c d e f g h i j"));
    rows.add(RowFactory.create("like", 4, "j i h g f e d c b z"));
    rows.add(RowFactory.create("like too", 6, "j i h g f e d c b a z"));
    rows.add(RowFactory.create("other", 4, "q r s t u v w x"));
    ItemContents contents = contents(rows, true);
    try {
      assertThat(contents.counts(List.of("validation", "test")))
          .isEqualTo(Map.of("known", 2L, "validation", 2L, "test", 4L));
      assertThat(contents.items(ALL)).isEqualTo(Map.of("validation", 301L, "test", 1703L));
      Likeness likeness = WordLikeness.from(LEAST);
      assertThat(contents.candidates(likeness, ALL).count()).isBetween(2L, 4L);
      assertThat(contents.alike(likeness, LEAST, ALL).orderBy("known", "key").collectAsList())
          .extracting(
              row -> row.getAs("known"),
              row -> row.getAs("test_item"),
              row -> row.getAs("validation"),
              row -> row.getAs("test"))
          .containsExactly(
              tuple("known", "like", 0L, 1L),
              tuple("known", "like too", 1L, 1L),
              tuple("known0", "new1000", 300L, 1700L));
    } finally {
      contents.forget();
    }
  }

  private static double[] gaussian(Random random) {
    return random.doubles(LENGTH).map(any -> random.nextGaussian()).toArray();
  }

  /** At a cosine of 0.85 or more, and of any length. */
  private static double[] near(double[] vector, Random random) {
    double[] noise = gaussian(random);
    double scale = 0.1 + random.nextDouble();
    double[] near = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      near[i] = scale * (vector[i] + 0.35 * noise[i]);
    }
    return near;
  }

  private static double cosine(double[] x, double[] y) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < LENGTH; i++) {
      xy += x[i] * y[i];
      xx += x[i] * x[i];
      yy += y[i] * y[i];
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void vectorsThatAreAlikeAreFoundAmongFewCandidates() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    int known = 2000;
    int unseen = 1000;
    double[][] trained = new double[known][];
    double[][] others = new double[unseen][];
    for (int item = 0; item < known; item++) {
      trained[item] = gaussian(random);
      rows.add(RowFactory.create("known" + item, 1, trained[item]));
    }
    for (int item = 0; item < unseen; item++) {
      others[item] = item < 300 ? near(trained[item], random) : gaussian(random);
      rows.add(RowFactory.create("new" + item, 4, others[item]));
    }
    rows.add(RowFactory.create("no direction", 4, new double[LENGTH]));
    ItemContents contents = contents(rows, false);
    try {
      contents.checkLengths();
      assertThat(contents.counts(List.of("test")).get("test")).isEqualTo(unseen);
      VectorLikeness likeness = VectorLikeness.from(LEAST, known);
      long alike = 0;
      double expected = 0;
      for (double[] one : trained) {
        for (double[] other : others) {
          double cosine = cosine(one, other);
          alike += cosine >= LEAST ? 1 : 0;
          expected += likeness.bands().recall(VectorLikeness.agree(cosine));
        }
      }
      assertThat(alike).isBetween(290L, 310L);
      // at a right angle 55 bands of 11 hashes let 2.7% meet; in 32 dimensions angles vary
      assertThat(expected / known / unseen).isLessThan(0.06);
      assertThat(contents.candidates(likeness, ALL).count() / expected).isCloseTo(1, within(0.1));
      assertThat((double) contents.alike(likeness, LEAST, ALL).count() / alike)
          .isBetween(0.985, 1.0);
    } finally {
      contents.forget();
    }
  }

  @Test
  void vectorsOfSeveralLengthsAreRefused() {
    ItemContents contents =
        contents(
            List.of(
                RowFactory.create("a", 1, new double[] {1, 2}),
                RowFactory.create("b", 4, new double[] {1, 2, 3})),
            false);
    try {
      assertThatThrownBy(contents::checkLengths)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("audit.items.vector: items have vectors of 2 to 3 numbers");
    } finally {
      contents.forget();
    }
  }

  @Test
  void bandsAreAsManyAsTheRecallTakes() {
    double agree = VectorLikeness.agree(LEAST);
    assertThat(agree).isCloseTo(0.795, within(0.001));
    assertThat(WordLikeness.from(LEAST).bands()).isEqualTo(new Bands(3, 10));
    assertThat(WordLikeness.from(0.5).bands().recall(0.5)).isBetween(0.999, 0.9992);
    assertThat(VectorLikeness.from(LEAST, 100_000).bands().hashes()).isEqualTo(16);
    for (double similarity : new double[] {0.5, 0.6, 0.8, 0.95, 1}) {
      for (long known : new long[] {0, 1, 100, 2000, 1_000_000_000}) {
        Bands bands = VectorLikeness.from(similarity, known).bands();
        assertThat(bands.bands()).isBetween(1, 256);
        assertThat(bands.recall(VectorLikeness.agree(similarity))).isGreaterThanOrEqualTo(0.99);
      }
    }
  }

  private static final String CONFIG =
      """
      source {
        tables { items { format = parquet, path = "%s/items" } }
        columns { user = user }
      }
      split { kind = column, column = split, promises = [%s] }
      label { primary = click, window = 0s, engagements { click { value = clicked } } }
      audit.items { table = items, vector = vector }
      """;

  private static final String EXAMPLES =
      """
      SELECT concat('r', id) AS request, concat('u', id) AS user, concat('i', id) AS item,
        1D AS label_click, CAST(NULL AS TIMESTAMP) AS engaged_click, CASE id % 3 WHEN 0 THEN 'train' WHEN 1 THEN 'validation' ELSE 'test' END AS split
      FROM range(60)
      """;

  /**
   * Items 0, 3, ... are train's; those after 0 to 12 repeat them, validation's and test's alike.
   */
  private static final String VECTORS =
      """
      SELECT concat('i', id) AS item,
        transform(sequence(1, 32), n -> pmod(xxhash64(n, IF(id < 15, id div 3, id)), 2001) / 1000 - 1
          + IF(id < 15, 0.01 * (id % 3), 0)) AS vector
      FROM range(60)
      """;

  /** 1,500 items of train; of as many in validation, and in test, two fifths repeat them. */
  private static final String MANY_VECTORS =
      """
      SELECT concat('i', id) AS item,
        transform(sequence(1, 32), n -> pmod(xxhash64(n, IF(id div 3 % 5 < 2, id div 3 * 3, id)), 2001) / 1000 - 1
          + 0.01 * (id % 3)) AS vector
      FROM range(4500)
      """;

  @Test
  void ofManyItemsAPartIsComparedAndTheShareIsTheirs() {
    assertThat(ComparedItems.of("test", 200_000, 1_000_000, 2e9).share()).isEqualTo(0.01);
    assertThat(ComparedItems.of("test", 200_000, 10_000, 2e9).isWhole()).isTrue();
    TestSpark.session().sql(MANY_VECTORS).write().mode("overwrite").parquet(folder + "/items");
    RunContext context =
        ExampleTable.run(
            folder.resolve("many"),
            CONFIG.formatted(folder, "item"),
            TestSpark.session().sql(EXAMPLES.replace("range(60)", "range(4500)")));
    Findings findings = new Findings();
    new NearDuplicates(Audited.open(context), Sources.open(context), findings, 1).find();
    assertThat(findings.all())
        .hasSize(2)
        .allMatch(f -> f.severity() == Severity.SEVERE)
        .allMatch(f -> Math.abs(f.value().orElseThrow() - 0.4) < 0.04)
        .allMatch(
            f ->
                f.reason()
                    .matches(
                        "(3[5-9]|4[0-4])\\d of (9[5-9]\\d|10[0-4]\\d|1,0[0-4]\\d) .*, a sample of them.*"));
  }

  private List<LeakFinding> found(String promises) {
    TestSpark.session().sql(VECTORS).write().mode("overwrite").parquet(folder + "/items");
    RunContext context =
        ExampleTable.run(
            folder.resolve(promises),
            CONFIG.formatted(folder, promises),
            TestSpark.session().sql(EXAMPLES));
    ExampleTable.run(context, new AuditJob());
    return new ResultTables(context.store(), context.run())
        .leaks().stream().filter(f -> f.finding().equals("near_duplicate_items")).toList();
  }

  @Test
  void bothLaterSetsAreComparedWithTrain() {
    List<LeakFinding> found = found("item");
    assertThat(found)
        .extracting(LeakFinding::subject)
        .containsExactly("train/test", "train/validation");
    assertThat(found).allMatch(f -> f.severity() == Severity.SEVERE);
    assertThat(found).allMatch(f -> f.value().orElseThrow() == 5 / 20.0);
    assertThat(found.get(1).examples())
        .hasSize(3)
        .allMatch(text -> text.matches("i(1|4|7|10|13) i(0|3|6|9|12) 0\\.9.*"));
    assertThat(found("user")).allMatch(f -> f.severity() == Severity.INFO);
  }
}
