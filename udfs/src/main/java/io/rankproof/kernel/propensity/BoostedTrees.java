package io.rankproof.kernel.propensity;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Gradient-boosted regression trees (Friedman, Annals of Statistics 2001) of squared error, which
 * learn weighted means from the first tree on; those of log loss start at one half and need many
 * trees to come down to the rates of clicks. Every tree is grown on all rows and all features, by
 * the splits of bins that lower the squared error most: the same rows give the same trees.
 */
public final class BoostedTrees implements RelevanceAscent.Regression {
  private static final int TREES = 10;
  private static final int DEPTH = 4;

  /** Of what a tree after the first one says, this much is added. */
  private static final double STEP = 0.3;

  /** Impressions of a leaf, so that no label is learned by heart. */
  private static final int LEAF = 100;

  private final FeatureBins bins;
  private final double[] rest;
  private final double[] means;
  private final int[] order;
  private final int[] aside;
  private final Histogram histogram;
  private double[] weights = {};
  private double step;
  private int leaf;

  /**
   * @param rows of which labels are given later
   */
  public BoostedTrees(FeatureRows rows) {
    this(new FeatureBins(rows), rows.size());
  }

  private BoostedTrees(FeatureBins bins, int rows) {
    this.bins = bins;
    this.rest = new double[rows];
    this.means = new double[rows];
    this.order = new int[rows];
    this.aside = new int[rows];
    this.histogram = new Histogram(bins);
  }

  /** Others on the same rows, which can learn at the same time. */
  public BoostedTrees copy() {
    return new BoostedTrees(bins, rest.length);
  }

  @Override
  public double[] means(double[] labels, double[] weights) {
    this.weights = weights;
    int[] used = IntStream.range(0, labels.length).filter(row -> weights[row] > 0).toArray();
    leaf = Math.min(LEAF, Math.max(1, used.length / 20));
    step = 1;
    Arrays.fill(means, 0);
    System.arraycopy(labels, 0, rest, 0, labels.length);
    for (int tree = 0; tree < TREES; tree++) {
      System.arraycopy(used, 0, order, 0, used.length);
      grow(0, used.length, DEPTH);
      step = STEP;
    }
    return means.clone();
  }

  /** Splits the rows at these places of the order, or takes their mean. */
  private void grow(int from, int to, int depth) {
    boolean splits = false;
    if (depth > 0 && to - from >= 2 * leaf) {
      histogram.fill(order, from, to, weights, rest);
      splits = histogram.split(leaf);
    }
    if (splits) {
      int middle = partition(from, to, histogram.feature(), histogram.bin());
      grow(from, middle, depth - 1);
      grow(middle, to, depth - 1);
    } else {
      take(from, to);
    }
  }

  /** Rows up to the bin first, each side in the order it was in. */
  private int partition(int from, int to, int feature, int bin) {
    int low = from;
    int high = 0;
    for (int i = from; i < to; i++) {
      int row = order[i];
      if (bins.of(row, feature) <= bin) {
        order[low++] = row;
      } else {
        aside[high++] = row;
      }
    }
    System.arraycopy(aside, 0, order, low, high);
    return low;
  }

  private void take(int from, int to) {
    double weight = 0;
    double sum = 0;
    for (int i = from; i < to; i++) {
      weight += weights[order[i]];
      sum += weights[order[i]] * rest[order[i]];
    }
    double mean = weight > 0 ? step * sum / weight : 0;
    for (int i = from; i < to; i++) {
      means[order[i]] += mean;
      rest[order[i]] -= mean;
    }
  }

  /** Sums by feature and bin, and the split of them that lowers the squared error most. */
  private static final class Histogram {
    /** What a split must lower the squared error by, as a share of what it is made of. */
    private static final double NOTHING = 1e-12;

    private final FeatureBins bins;
    private final int[] counts;
    private final double[] weights;
    private final double[] sums;
    private int feature;
    private int bin;

    Histogram(FeatureBins bins) {
      this.bins = bins;
      this.counts = new int[bins.features() * FeatureBins.MOST];
      this.weights = new double[counts.length];
      this.sums = new double[counts.length];
    }

    void fill(int[] order, int from, int to, double[] rowWeights, double[] labels) {
      Arrays.fill(counts, 0);
      Arrays.fill(weights, 0);
      Arrays.fill(sums, 0);
      for (int i = from; i < to; i++) {
        int row = order[i];
        double weight = rowWeights[row];
        double sum = weight * labels[row];
        for (int f = 0; f < bins.features(); f++) {
          int cell = f * FeatureBins.MOST + bins.of(row, f);
          counts[cell]++;
          weights[cell] += weight;
          sums[cell] += sum;
        }
      }
    }

    int feature() {
      return feature;
    }

    int bin() {
      return bin;
    }

    /** Whether there is a split with so many rows on either side. */
    boolean split(int leaf) {
      double best = 0;
      for (int f = 0; f < bins.features(); f++) {
        int first = f * FeatureBins.MOST;
        Side all = new Side();
        for (int b = 0; b < FeatureBins.MOST; b++) {
          all.add(counts[first + b], weights[first + b], sums[first + b]);
        }
        Side low = new Side();
        for (int b = 0; b < FeatureBins.MOST - 1; b++) {
          low.add(counts[first + b], weights[first + b], sums[first + b]);
          if (low.count >= leaf && all.count - low.count >= leaf) {
            double gain = low.gain(all);
            if (gain > best && gain > NOTHING * all.sum * all.sum / all.weight) {
              best = gain;
              feature = f;
              bin = b;
            }
          }
        }
      }
      return best > 0;
    }
  }

  private static final class Side {
    private int count;
    private double weight;
    private double sum;

    void add(int moreCount, double moreWeight, double moreSum) {
      count += moreCount;
      weight += moreWeight;
      sum += moreSum;
    }

    /** What the squared error falls by if this side of all has a mean of its own. */
    double gain(Side all) {
      double otherWeight = all.weight - weight;
      double difference = sum / weight - (all.sum - sum) / otherWeight;
      return weight * otherWeight / all.weight * difference * difference;
    }
  }
}
