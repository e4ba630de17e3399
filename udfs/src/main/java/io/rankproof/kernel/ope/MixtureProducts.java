package io.rankproof.kernel.ope;

import java.util.Arrays;

/**
 * Balanced weights down a list: the target's probability of the list down to a row over the sum of
 * each logger's, by its {@link LoggerShares} at the row. The product of the mixtures of single
 * positions would be another number: a list has one logger, not one for every position.
 *
 * <p>What is expected at a row has the weight of the list above it with the shares at the row
 * itself: it is of the requests that have the row, whose loggers are shared otherwise than those of
 * the row above where one's lists are longer than another's.
 */
public final class MixtureProducts implements ListWeights {
  private final LoggerShares.Table shares;
  private final double[] ratios;
  private boolean possible;
  private int length;
  private int place;
  private double product;
  private double above;

  /** Weights by the shares of a log. */
  public MixtureProducts(LoggerShares.Table shares) {
    this.shares = shares;
    this.ratios = new double[shares.loggers()];
  }

  @Override
  public void begin(int rows) {
    // ratios of loggers to the target: products of probabilities alone would underflow
    Arrays.fill(ratios, 1);
    possible = true;
    length = rows;
    place = 0;
  }

  @Override
  public void next(double target, double[] logged, int from) {
    double[] here = shares.at(length, place);
    above = place == 0 ? 1 : weight(here);
    possible &= target > 0;
    for (int logger = 0; logger < ratios.length; logger++) {
      double probability = logged[from + logger];
      // a 0 stays one, whatever the ratios below
      ratios[logger] =
          probability == 0 || ratios[logger] == 0 ? 0 : ratios[logger] * (probability / target);
    }
    product = weight(here);
    place++;
  }

  private double weight(double[] here) {
    if (!possible) {
      return 0;
    }
    double mixture = 0;
    for (int logger = 0; logger < ratios.length; logger++) {
      mixture += here[logger] > 0 ? here[logger] * ratios[logger] : 0;
    }
    return 1 / mixture;
  }

  @Override
  public double product() {
    return product;
  }

  @Override
  public double above() {
    return above;
  }
}
