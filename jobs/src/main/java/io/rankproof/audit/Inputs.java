package io.rankproof.audit;

import io.rankproof.result.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Features as inputs of a linear model: ranks and their squares, what is missing, rates. Where
 * there are too many, those that tell the target best alone are taken.
 *
 * @param columns inputs, each by row
 * @param features as many as there are, the most telling first
 * @param taken how many of them the columns are made of
 */
record Inputs(List<double[]> columns, List<Feature> features, int taken) {
  /** Inputs beyond it cost more than they tell. */
  static final int MOST = 60;

  /**
   * A feature and the AUC with which its value, or that it is missing, tells the target alone.
   *
   * @param inputs what a model sees of it, made only where it is taken
   */
  record Feature(String name, double strength, Supplier<List<double[]>> inputs) {}

  /**
   * @param target what is to be told, and what categories are made rates of
   * @param used rows that rates are made of
   * @param learned rows by which features are chosen
   */
  static Inputs of(
      Sample sample, Separation.Mask target, Separation.Mask used, Separation.Mask learned) {
    List<Feature> features = new ArrayList<>();
    sample
        .numbers()
        .forEach(
            (name, values) -> {
              double strength =
                  Math.max(
                      strength(values, target, learned),
                      strength(missing(values), target, learned));
              features.add(new Feature(name, strength, () -> numeric(values)));
            });
    sample
        .categories()
        .forEach(
            (name, codes) -> {
              Supplier<double[]> rates = () -> FoldedRates.of(codes, target, used, sample::half);
              features.add(
                  new Feature(
                      name,
                      strength(rates.get(), target, learned),
                      () -> List.of(Ranks.of(rates.get()))));
            });
    return of(features);
  }

  static Inputs of(List<Feature> features) {
    List<Feature> ordered =
        features.stream()
            .sorted(
                Comparator.comparingDouble(Feature::strength)
                    .reversed()
                    .thenComparing(Feature::name))
            .toList();
    List<double[]> columns = new ArrayList<>();
    int taken = 0;
    for (Feature feature : ordered) {
      List<double[]> inputs = feature.inputs().get();
      if (columns.size() + inputs.size() > MOST) {
        break;
      }
      columns.addAll(inputs);
      taken++;
    }
    return new Inputs(columns, ordered, taken);
  }

  private static double strength(double[] values, Separation.Mask target, Separation.Mask learned) {
    return Separation.of(values, target, learned).strength();
  }

  private static double[] missing(double[] values) {
    return Arrays.stream(values).map(v -> Double.isNaN(v) ? 1 : 0).toArray();
  }

  private static List<double[]> numeric(double[] values) {
    double[] ranks = Ranks.of(values);
    double[] squares = Arrays.stream(ranks).map(rank -> rank * rank).toArray();
    return Arrays.stream(values).anyMatch(Double::isNaN)
        ? List.of(ranks, squares, missing(values))
        : List.of(ranks, squares);
  }

  boolean isEmpty() {
    return columns.isEmpty();
  }

  double[][] matrix() {
    return columns.toArray(double[][]::new);
  }

  /** The first of the most telling features, with their AUC. */
  Stream<String> mostTelling(int count) {
    return features.stream()
        .limit(count)
        .map(feature -> feature.name() + " " + Figures.percent(feature.strength()));
  }

  /** What the model does not see, as the end of a sentence; empty where it sees all. */
  String leftOut() {
    int left = features.size() - taken;
    return left == 0
        ? ""
        : "; the model has the "
            + taken
            + " features that tell most alone, "
            + left
            + " of "
            + features.size()
            + " are left out";
  }
}
