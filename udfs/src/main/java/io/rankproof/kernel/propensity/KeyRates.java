package io.rankproof.kernel.propensity;

/**
 * Rates by key, drawn to the mean of all keys: (clicks + 2 mean) / (weight + 2). Every click model
 * uses them, so that none is ahead by its handling of rare keys.
 */
final class KeyRates {
  private static final double PRIOR = 2;

  private final double[] clicks;
  private final double[] weight;
  private double[] rate;
  private double mean;

  KeyRates(int keys) {
    clicks = new double[keys];
    weight = new double[keys];
  }

  void add(int key, double click, double examined) {
    clicks[key] += click;
    weight[key] += examined;
  }

  /** Fixes the rates; returns this. */
  KeyRates settled() {
    double allClicks = 0;
    double allWeight = 0;
    for (int key = 0; key < clicks.length; key++) {
      allClicks += clicks[key];
      allWeight += weight[key];
    }
    mean = allWeight > 0 ? allClicks / allWeight : 0;
    rate = new double[clicks.length];
    for (int key = 0; key < rate.length; key++) {
      rate[key] = (clicks[key] + PRIOR * mean) / (weight[key] + PRIOR);
    }
    return this;
  }

  /** The key's rate; the mean for one without any. */
  double of(int key) {
    return key >= 0 && key < rate.length ? rate[key] : mean;
  }

  double mean() {
    return mean;
  }

  /** The same rate for every key. */
  static KeyRates constant(double rate) {
    KeyRates rates = new KeyRates(0);
    rates.rate = new double[0];
    rates.mean = rate;
    return rates;
  }
}
