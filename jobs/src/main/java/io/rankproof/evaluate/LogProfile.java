package io.rankproof.evaluate;

import java.util.List;
import java.util.Map;

/**
 * What is known of the rows before anything is evaluated: counts, ranges, slice values.
 *
 * @param rows number of rows
 * @param users rows that name their user
 * @param randomised rows shown in random order
 * @param badWeights rows whose weight is null, negative or not finite
 * @param fractionalWeights rows whose weight is not a whole number
 * @param maxWeight largest weight
 * @param propensities rows with an examination propensity
 * @param badPropensities of these, rows where it is not finite and above 0
 * @param labels by name
 * @param scores by model
 * @param slices the largest values of each slice, by slice
 * @param withoutGain labels outside a metric's gain map, by metric
 */
record LogProfile(
    long rows,
    long users,
    long randomised,
    long badWeights,
    long fractionalWeights,
    double maxWeight,
    long propensities,
    long badPropensities,
    Map<String, LabelProfile> labels,
    Map<String, ScoreProfile> scores,
    Map<Slice, SliceProfile> slices,
    Map<String, WithoutGain> withoutGain) {

  /**
   * A label over all rows.
   *
   * @param unknown rows where it is null or not finite
   * @param notBinary rows where it is neither 0 nor 1
   * @param negative rows where it is below 0
   * @param positive rows where it is above 0
   * @param min smallest label; 0 when there is none
   * @param max largest label; 0 when there is none
   * @param inverse sum over positive rows of 1 / propensity, each rounded up
   */
  record LabelProfile(
      long unknown,
      long notBinary,
      long negative,
      long positive,
      double min,
      double max,
      double inverse) {
    boolean isBinary() {
      return notBinary == 0;
    }

    /** Largest distance of a label from 0. */
    double magnitude() {
      return Math.max(max, -min);
    }
  }

  /**
   * A model's scores over all rows.
   *
   * @param missing rows where it is null or not finite
   * @param min smallest; infinite when all are missing
   * @param max largest
   */
  record ScoreProfile(long missing, double min, double max) {
    /** Whether every score can be read as a probability. */
    boolean isProbability() {
      return min >= 0 && max <= 1;
    }

    /** Largest distance of a score from 0; 0 when all are missing. */
    double magnitude() {
      return min <= max ? Math.max(max, -min) : 0;
    }
  }

  /**
   * The values of a slice.
   *
   * @param values the largest ones, largest first
   * @param count how many there are in all
   */
  record SliceProfile(List<SliceValue> values, long count) {}

  /**
   * Positive labels that a metric's gain map does not have.
   *
   * @param rows with such a label
   * @param least of these labels
   */
  record WithoutGain(long rows, double least) {}

  /** All that is known of some rows: how many there are at most, and the largest label. */
  static LogProfile ofLabel(String label, long rows, double largest) {
    LabelProfile labels = new LabelProfile(0, 0, 0, rows, 0, largest, rows);
    return new LogProfile(
        rows, 0, 0, 0, 0, 1, 0, 0, Map.of(label, labels), Map.of(), Map.of(), Map.of());
  }

  LabelProfile label(String name) {
    return labels.get(name);
  }

  ScoreProfile score(String model) {
    return scores.get(model);
  }

  /** Whether position-debiased versions can be computed. */
  boolean hasPropensities() {
    return propensities > 0;
  }

  boolean hasRandomised() {
    return randomised > 0;
  }
}
