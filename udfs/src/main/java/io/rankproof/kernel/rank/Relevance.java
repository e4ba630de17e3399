package io.rankproof.kernel.rank;

import java.io.Serializable;

/** From a label to what a metric counts. Labels at or below 0 give 0, but as {@link Utility}. */
public sealed interface Relevance extends Serializable
    permits Gain, Relevance.AtLeast, Relevance.Satisfaction, Relevance.Utility {
  /**
   * What a positive label is worth.
   *
   * @param label above 0
   * @return 0 or more
   */
  double ofPositive(double label);

  /** What any finite label is worth. */
  default double of(double label) {
    return label > 0 ? ofPositive(label) : 0;
  }

  /** Whether negative labels count as what they are; otherwise they count as 0. */
  default boolean isSigned() {
    return false;
  }

  /**
   * Binary relevance.
   *
   * @param least the least label that is relevant, above 0
   */
  record AtLeast(double least) implements Relevance {
    @Override
    public double ofPositive(double label) {
      return label >= least ? 1 : 0;
    }
  }

  /**
   * The probability that an item of this grade satisfies the user and ends the scan, (2^label - 1)
   * / 2^max (Chapelle et al., CIKM 2009).
   *
   * @param max the highest grade of the label's scale
   */
  record Satisfaction(double max) implements Relevance {
    @Override
    public double ofPositive(double label) {
      if (label > max) {
        throw new IllegalArgumentException(
            "label "
                + Numbers.text(label)
                + " is above the scale of ERR (max="
                + Numbers.text(max)
                + "): name the highest grade, as in ERR(max="
                + Numbers.text(Math.ceil(label))
                + ")@10");
      }
      return Gain.EXPONENTIAL.ofPositive(label) / (Gain.EXPONENTIAL.ofPositive(max) + 1);
    }
  }

  /** The label itself, negative ones included: what a row adds to a mean utility. */
  record Utility() implements Relevance {
    @Override
    public double ofPositive(double label) {
      return label;
    }

    @Override
    public double of(double label) {
      return label;
    }

    @Override
    public boolean isSigned() {
      return true;
    }
  }
}
