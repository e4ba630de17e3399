package io.rankproof.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.testing.ChangedSettings;
import io.rankproof.testing.TestSpark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL function ece against the plainest computation. */
class EceFunctionTest {
  private record Case(double score, double label, double weight) {
    double weighing(boolean weighted) {
      return weighted ? weight : 1;
    }
  }

  private static final int SIZE = 600;

  /** Scores apart, and the same rows with scores tied. */
  private static final Map<String, List<Case>> CASES = Map.of("apart", cases(0), "tied", cases(24));

  private static SparkSession spark;
  @RegisterExtension final ChangedSettings changed = new ChangedSettings();

  private static List<Case> cases(int levels) {
    Random random = new Random(3);
    return IntStream.range(0, SIZE)
        .mapToObj(
            i -> {
              double p = Math.pow(random.nextDouble(), 2);
              double score = levels == 0 ? p : Math.floor(p * levels) / levels;
              double label = random.nextDouble() < 0.1 + 0.7 * p ? 1 : 0;
              return new Case(score, label, random.nextInt(1, 60) / 8.0);
            })
        .toList();
  }

  @BeforeAll
  static void rows() {
    spark = TestSpark.session();
    StructType schema = StructType.fromDDL("id INT, s DOUBLE, y DOUBLE, w DOUBLE");
    CASES.forEach(
        (name, cases) ->
            spark
                .createDataFrame(
                    IntStream.range(0, SIZE)
                        .mapToObj(
                            i -> {
                              Case row = cases.get(i);
                              return RowFactory.create(i, row.score, row.label, row.weight);
                            })
                        .toList(),
                    schema)
                .repartition(3)
                .createOrReplaceTempView(name));
  }

  @ParameterizedTest
  @CsvSource({
    "apart,1,false", "apart,7,false", "apart,15,true", "apart,599,true", "apart,10000,false",
    "tied,2,true", "tied,7,false", "tied,15,true", "tied,15,false", "tied,100,true"
  })
  void overBinsOfEqualMass(String rows, int bins, boolean weighted) {
    List<Case> cases = CASES.get(rows);
    assertThat(sql(rows, weighted, "binning=mass,bins=" + bins))
        .isCloseTo(
            ece(byMass(cases, bins, weighted), row -> row.weighing(weighted)), within(1e-13));
  }

  @ParameterizedTest
  @CsvSource({"apart,1,false", "apart,15,true", "tied,15,false", "tied,24,true"})
  void overBinsOfEqualWidth(String rows, int bins, boolean weighted) {
    assertThat(sql(rows, weighted, "bins=" + bins))
        .isCloseTo(
            ece(byWidth(CASES.get(rows), bins), row -> row.weighing(weighted)), within(1e-13));
  }

  @ParameterizedTest
  @CsvSource({
    "apart,width,5,false",
    "apart,width,15,true",
    "tied,width,12,false",
    "tied,width,12,true",
    "apart,mass,15,false",
    "tied,mass,10,false"
  })
  void lessItsBias(String rows, String binning, int bins, boolean weighted) {
    List<Case> cases = CASES.get(rows);
    Collection<List<Case>> groups =
        binning.equals("mass") ? byMass(cases, bins, weighted) : byWidth(cases, bins);
    double plain = ece(groups, row -> row.weighing(weighted));
    double bias = bias(groups, row -> row.weighing(weighted));
    assertThat(bias).isBetween(0.001, plain / 2);
    assertThat(sql(rows, weighted, "debiased=true,binning=" + binning + ",bins=" + bins))
        .isCloseTo(plain - bias, within(1e-8));
  }

  private static double sql(String rows, boolean weighted, String options) {
    String call = "ece(s, y, " + (weighted ? "w" : "NULL") + ", '" + options + "')";
    return (double) value(call, rows);
  }

  private static Object value(String call, String from) {
    return spark.sql("SELECT " + call + " FROM " + from).first().get(0);
  }

  /** A row's bin is the share of the weight below its score, in whole parts of so many. */
  private static Collection<List<Case>> byMass(List<Case> rows, int bins, boolean weighted) {
    double all = rows.stream().mapToDouble(row -> row.weighing(weighted)).sum();
    return grouped(
        rows,
        row ->
            (int)
                (rows.stream()
                        .filter(other -> other.score < row.score)
                        .mapToDouble(other -> other.weighing(weighted))
                        .sum()
                    * bins
                    / all));
  }

  private static Collection<List<Case>> byWidth(List<Case> rows, int bins) {
    return grouped(rows, row -> Math.min(bins - 1, (int) (row.score * bins)));
  }

  private static Collection<List<Case>> grouped(List<Case> rows, ToIntFunction<Case> bin) {
    return rows.stream().collect(Collectors.groupingBy(bin::applyAsInt)).values();
  }

  private static double ece(Collection<List<Case>> bins, ToDoubleFunction<Case> weight) {
    double all = 0;
    double gaps = 0;
    for (List<Case> bin : bins) {
      all += bin.stream().mapToDouble(weight).sum();
      gaps += Math.abs(gapSum(bin, weight));
    }
    return gaps / all;
  }

  private static double gapSum(List<Case> bin, ToDoubleFunction<Case> weight) {
    return bin.stream()
        .mapToDouble(row -> weight.applyAsDouble(row) * (row.score - row.label))
        .sum();
  }

  /** What normal noise of a bin's rate adds to its absolute gap, on average, by integration. */
  private static double bias(Collection<List<Case>> bins, ToDoubleFunction<Case> weight) {
    double all = 0;
    double bias = 0;
    for (List<Case> bin : bins) {
      double sum = bin.stream().mapToDouble(weight).sum();
      double squares =
          bin.stream().mapToDouble(row -> Math.pow(weight.applyAsDouble(row), 2)).sum();
      double rate =
          bin.stream().mapToDouble(row -> weight.applyAsDouble(row) * row.label).sum() / sum;
      double gap = gapSum(bin, weight) / sum;
      double noise = Math.sqrt(rate * (1 - rate) * squares / (sum * sum));
      all += sum;
      bias += sum * (meanOfAbsolute(gap, noise) - Math.abs(gap));
    }
    return bias / all;
  }

  private static double meanOfAbsolute(double gap, double noise) {
    double step = 1e-4;
    double sum = 0;
    for (int i = -90_000; i <= 90_000; i++) {
      double z = i * step;
      sum += Math.abs(gap + noise * z) * Math.exp(-z * z / 2) * step;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50})
  void anyOrderAndPartitioningGivesTheSameBits(int partitions) {
    String query =
        "SELECT pmod(id, 5) AS q, ece(s, y, w / 3, 'binning=mass,bins=9'),"
            + " ece(s, y, NULL, 'binning=mass,debiased=true'), ece(s, y, w / 3) FROM %s"
            + " GROUP BY 1 ORDER BY q";
    var expected = spark.sql(query.formatted("tied")).collectAsList();
    changed.set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "2");
    spark
        .table("tied")
        .repartition(partitions, spark.table("tied").col("id"))
        .sortWithinPartitions("w")
        .createOrReplaceTempView("moved_ece_rows");
    assertThat(expected).hasSize(5);
    assertThat(spark.sql(query.formatted("moved_ece_rows")).collectAsList()).isEqualTo(expected);
  }

  @Test
  void noRowsHaveNoValueAndNullsAreLeftOut() {
    String call = "ece(s, y, w, 'binning=mass,bins=3')";
    assertThat(value(call, "tied WHERE id < 0")).isNull();
    String more =
        "(SELECT s, y, w FROM tied UNION ALL VALUES (NULL, 1D, 1D), (0.5D, NULL, 1D),"
            + " (0.5D, 1D, NULL))";
    assertThat(value(call, more)).isEqualTo(value(call, "tied"));
    assertThat(value("ece(s, y = 1, w, 'binning=mass,bins=3')", "tied"))
        .isEqualTo(value(call, "tied"));
  }

  @Test
  void asAWindowAggregate() {
    Object whole = value("ece(s, y, NULL, 'binning=mass')", "apart");
    assertThat(value("ece(s, y, NULL, 'binning=mass') OVER ()", "apart")).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ece(s, y, NULL, 'binning=deep')               | binning has to be width or mass, not deep",
        "ece(s, y, w, 'binning=mass,debiased=true')    | debiased=true takes no weight with binning",
        "ece(s, y, w, 'weight_bits=30')                | 'weight_bits' needs binning=mass",
        "ece(s, y, NULL, 'binning=mass,weight_bits=3') | 'weight_bits' needs the argument weight",
      })
  void wrongCallsAreOneClearLine(String call, String message) {
    assertThatThrownBy(() -> value(call, "tied"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ece(s, y / 2, NULL, '%s')         | ece: label is 0.5: it must be 0 or 1 with binning=mass",
        "ece(s, y * 2, NULL, '%s')         | ece: label is 2.0: it must be 0 or 1 with binning=mass",
        "ece(s, y, -w, '%s')               | ece: weight is -",
        "ece(IF(id < 9, -s, s), y, w, '%s') | ece: 9 of 600 predictions are NaN or outside [0, 1]",
        "ece(IF(id < 9, double('NaN'), s), y, w, '%s') | ece: 9 of 600 predictions are NaN or",
        "ece(s, y, w * 1e-6, '%s')         | ece: error bound",
      })
  void wrongRowsAreOneClearLine(String call, String message) {
    assertThatThrownBy(() -> value(call.formatted("binning=mass"), "apart"))
        .rootCause()
        .hasMessageStartingWith(message);
  }

  @Test
  void moreDigitsMendSmallWeights() {
    double plain = sql("apart", true, "binning=mass");
    assertThat((double) value("ece(s, y, w * 1e-6, 'binning=mass,weight_bits=52')", "apart"))
        .isCloseTo(plain, within(1e-8));
  }

  @Test
  void tooManyDistinctScoresAreAnErrorThatSaysWhatToDo() {
    String rows = "(SELECT id / 131073D AS s FROM range(0, 131073, 1, 3))";
    assertThatThrownBy(() -> value("ece(s, s > 0.5, NULL, 'binning=mass')", rows))
        .rootCause()
        .hasMessage(
            "ece: more than 131072 distinct scores with binning=mass: round the score, or use"
                + " binning=width");
    assertThat(value("ece(round(s, 4), s > 0.5, NULL, 'binning=mass')", rows)).isNotNull();
  }
}
