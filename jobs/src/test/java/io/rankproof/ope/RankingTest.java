package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rankproof.config.OpeConfig.Slots;
import io.rankproof.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What a softmax thinks of what was shown, down to temperatures next to 0. */
class RankingTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "cluster STRING, request STRING, item STRING, _order BIGINT, score_s DOUBLE");

  /** By request and place from 0. */
  private static Map<String, Double> targets(
      List<List<Double>> lists, double temperature, Slots slots) {
    List<Row> rows = new ArrayList<>();
    for (int list = 0; list < lists.size(); list++) {
      for (int place = 0; place < lists.get(list).size(); place++) {
        rows.add(
            RowFactory.create(
                "u", "r" + list, "i" + place, 10L * place, lists.get(list).get(place)));
      }
    }
    Dataset<Row> log = TestSpark.session().createDataFrame(rows, SCHEMA);
    return new Ranking("_t", "score_s", temperature, slots, 1)
        .apply(log).collectAsList().stream()
            .filter(row -> row.getAs("_t_target") != null)
            .collect(
                Collectors.toMap(
                    row -> row.getAs("request") + "@" + (row.<Integer>getAs("_t_place") - 1),
                    row -> row.getAs("_t_target")));
  }

  /** Of the row at a place; in a cascade among those from there down. */
  private static double plain(List<Double> list, int place, double temperature, Slots slots) {
    Double own = list.get(place);
    if (own == null || !Double.isFinite(own)) {
      return 0;
    }
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int from = slots == Slots.CASCADE ? place : 0;
    for (int pass = 0; pass < 2; pass++) {
      for (Double other : list.subList(from, list.size())) {
        if (other != null && Double.isFinite(other)) {
          sum += pass == 0 ? 0 : Math.exp((other - most) / temperature);
          most = Math.max(most, other);
        }
      }
    }
    return Math.exp((own - most) / temperature) / sum;
  }

  private static List<List<Double>> random() {
    Random random = new Random(29);
    List<List<Double>> lists = new ArrayList<>();
    for (int list = 0; list < 60; list++) {
      List<Double> scores = new ArrayList<>();
      for (int place = 0; place < 2 + list % 6; place++) {
        scores.add(random.nextInt(12) == 0 ? null : random.nextDouble());
      }
      lists.add(scores);
    }
    List<Double> odd = new ArrayList<>(List.of(Double.NaN, 0.5, Double.POSITIVE_INFINITY, 0.75));
    odd.add(Double.NEGATIVE_INFINITY);
    lists.add(odd);
    return lists;
  }

  @Test
  void probabilitiesAreThoseOfAPlainLoop() {
    List<List<Double>> lists = random();
    for (Slots slots : List.of(Slots.CASCADE, Slots.INDEPENDENT)) {
      for (double temperature : new double[] {1, 0.001, 1e-6}) {
        Map<String, Double> found = targets(lists, temperature, slots);
        for (int list = 0; list < lists.size(); list++) {
          for (int place = 0; place < lists.get(list).size(); place++) {
            double plain = plain(lists.get(list), place, temperature, slots);
            assertThat(found.get("r" + list + "@" + place))
                .as("%s, temperature %s, list %s at %d", slots, temperature, lists.get(list), place)
                .isCloseTo(plain, within(1e-11));
          }
        }
      }
    }
  }

  /** The best item is 1,000 temperatures above the others; once it is placed they are 0.7 apart. */
  @Test
  void whatIsLeftBelowTheBestItemIsOrdered() {
    Map<String, Double> found = targets(List.of(List.of(1.0, 0.0007, 0.0)), 0.001, Slots.CASCADE);
    assertThat(found.get("r0@0")).isCloseTo(1, within(1e-12));
    assertThat(found.get("r0@1")).isCloseTo(1 / (1 + Math.exp(-0.7)), within(1e-12));
    assertThat(found.get("r0@2")).isEqualTo(1);
  }

  /** Scores whose difference is no number of double precision. */
  @Test
  void anItemWithAScoreIsShownHoweverLowTheScore() {
    Map<String, Double> found =
        targets(List.of(List.of(1e308, -1e308), List.of(-1e308, 1e308)), 1e-3, Slots.CASCADE);
    assertThat(found)
        .containsOnly(
            Map.entry("r0@0", 1.0),
            Map.entry("r0@1", 1.0),
            Map.entry("r1@0", 0.0),
            Map.entry("r1@1", 1.0));
  }
}
