package io.rankproof.kernel.rank;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The gain of a label in DCG and nDCG. */
public sealed interface Gain extends Relevance {
  /** 2^label - 1 (Burges et al., ICML 2005). */
  Gain EXPONENTIAL = new Exponential();

  /** The label itself (Jarvelin and Kekalainen, TOIS 2002; trec_eval). */
  Gain LINEAR = new Linear();

  /**
   * The gains of a closed set of labels; a positive label without an entry is an error.
   *
   * @param gains label to gain, both finite and 0 or more; label 0 has gain 0
   * @throws IllegalArgumentException for any other entry, or none above 0
   */
  static Gain mapped(Map<Double, Double> gains) {
    return new Mapped(new TreeMap<>(gains));
  }

  /** 2^label - 1. */
  record Exponential() implements Gain {
    private static final int EXACT = 62;

    /** Sums of many such gains, and of their squares, are still finite. */
    static final double LARGEST_LABEL = 500;

    @Override
    public double ofPositive(double label) {
      int grade = (int) label;
      // StrictMath: the same bits on every machine.
      return grade == label && grade <= EXACT ? (1L << grade) - 1 : power(label) - 1;
    }

    private static double power(double label) {
      if (label > LARGEST_LABEL) {
        throw new IllegalArgumentException(
            "label "
                + Numbers.text(label)
                + " is too large for 2^label - 1, which takes labels up to "
                + Numbers.text(LARGEST_LABEL)
                + ": use gain=linear, or grades");
      }
      return StrictMath.pow(2, label);
    }

    @Override
    public String toString() {
      return "exp";
    }
  }

  /** The label itself. */
  record Linear() implements Gain {
    @Override
    public double ofPositive(double label) {
      return label;
    }

    @Override
    public String toString() {
      return "linear";
    }
  }

  /** A table from label to gain. */
  final class Mapped implements Gain {
    private final double[] labels;
    private final double[] gains;

    private Mapped(SortedMap<Double, Double> entries) {
      entries.forEach(Mapped::check);
      labels = entries.keySet().stream().mapToDouble(Double::doubleValue).toArray();
      gains = entries.values().stream().mapToDouble(Double::doubleValue).toArray();
      if (Arrays.stream(gains).noneMatch(gain -> gain > 0)) {
        throw new IllegalArgumentException("a gain map needs a label whose gain is above 0");
      }
    }

    private static void check(double label, double gain) {
      if (!(label >= 0 && gain >= 0 && Double.isFinite(label) && Double.isFinite(gain))) {
        throw new IllegalArgumentException(
            "gain map entry " + label + ":" + gain + ": labels and gains are finite and 0 or more");
      }
      if (label == 0 && gain != 0) {
        throw new IllegalArgumentException(
            "gain map entry 0:" + gain + ": label 0 means not relevant, its gain is 0");
      }
    }

    /** The labels that have a gain, ascending. */
    public double[] labels() {
      return labels.clone();
    }

    /** The largest gain of any label. */
    public double largest() {
      return Arrays.stream(gains).max().orElseThrow();
    }

    @Override
    public double ofPositive(double label) {
      int entry = Arrays.binarySearch(labels, label);
      if (entry < 0) {
        throw new IllegalArgumentException(
            "label " + Numbers.text(label) + " has no entry in the gain map " + this);
      }
      return gains[entry];
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Mapped map
          && Arrays.equals(labels, map.labels)
          && Arrays.equals(gains, map.gains);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(labels) + Arrays.hashCode(gains);
    }

    @Override
    public String toString() {
      return IntStream.range(0, labels.length)
          .mapToObj(i -> Numbers.text(labels[i]) + ":" + Numbers.text(gains[i]))
          .collect(Collectors.joining(";", "map:", ""));
    }
  }
}
