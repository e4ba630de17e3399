package io.rankproof.kernel.propensity;

/**
 * How well a click model foretells lists that it has not seen.
 *
 * <p>Log likelihood: mean over impressions of ln P(what happened there | clicks above). Perplexity
 * at a position: 2 to the power of minus the mean of log2 P(what happened there), whatever was
 * clicked above (Dupret and Piwowarski, SIGIR 2008); 1 is perfect, 2 a coin. Probabilities are kept
 * within 1e-6 and 1 - 1e-6, since some models exclude what happens.
 *
 * @param impressions by position, at index k - 1
 * @param perplexity the same; NaN without impressions
 * @param logLikelihood the same
 */
public record ClickScores(long[] impressions, double[] perplexity, double[] logLikelihood) {
  private static final double LEAST = 1e-6;

  /** Judges a model on lists. */
  public static ClickScores of(ClickModel model, ClickLists lists) {
    int deepest = lists.deepest();
    long[] impressions = new long[deepest];
    double[] marginals = new double[deepest];
    double[] conditionals = new double[deepest];
    double[] conditional = new double[deepest];
    double[] marginal = new double[deepest];
    for (int list = 0; list < lists.lists(); list++) {
      model.predict(lists, list, conditional, marginal);
      for (int i = lists.start(list); i < lists.start(list + 1); i++) {
        int at = i - lists.start(list);
        int k = lists.position(i) - 1;
        impressions[k]++;
        marginals[k] += log(marginal[at], lists.click(i));
        conditionals[k] += log(conditional[at], lists.click(i));
      }
    }
    for (int k = 0; k < deepest; k++) {
      marginals[k] = Math.exp(-marginals[k] / impressions[k]);
      conditionals[k] /= impressions[k];
    }
    return new ClickScores(impressions, marginals, conditionals);
  }

  private static double log(double probability, boolean happened) {
    double p = Math.min(Math.max(probability, LEAST), 1 - LEAST);
    return happened ? Math.log(p) : Math.log1p(-p);
  }

  /** Mean perplexity over the positions that have impressions. */
  public double meanPerplexity() {
    double sum = 0;
    int positions = 0;
    for (int k = 0; k < impressions.length; k++) {
      if (impressions[k] > 0) {
        sum += perplexity[k];
        positions++;
      }
    }
    return sum / positions;
  }

  /** Mean log likelihood over all impressions. */
  public double meanLogLikelihood() {
    double sum = 0;
    long all = 0;
    for (int k = 0; k < impressions.length; k++) {
      sum += impressions[k] > 0 ? impressions[k] * logLikelihood[k] : 0;
      all += impressions[k];
    }
    return sum / all;
  }

  /** Impressions in all. */
  public long allImpressions() {
    long all = 0;
    for (long n : impressions) {
      all += n;
    }
    return all;
  }
}
