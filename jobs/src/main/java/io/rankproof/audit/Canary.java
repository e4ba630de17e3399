package io.rankproof.audit;

import io.rankproof.config.LeakKind;
import io.rankproof.result.Figures;
import io.rankproof.result.LeakFinding.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Labels replaced by coins that nothing predicts: each impression's own, by the hash of who, what
 * and when. A model that learns by heart (rows of train with the very same features, else a linear
 * model) is fitted to the coins of train. On test it must come out at chance; if it does not,
 * impressions of train are in test again, or the audit's own machinery is broken.
 */
final class Canary {
  private static final double FAR = 0.02;
  private static final double BEYOND_CHANCE = 4;
  private static final int MOST_ROWS = 30_000;

  private Canary() {}

  static void find(Sample sample, Findings findings) {
    Inputs inputs = Inputs.of(sample, sample::coin, sample::isTrain, sample::isTrain);
    if (inputs.isEmpty()) {
      findings.unknown(LeakKind.SHUFFLED_LABEL_CANARY, "train/test", "there is no feature");
      return;
    }
    int[] train = IntStream.range(0, sample.rows()).filter(sample::isTrain).toArray();
    int step = Math.max(1, train.length / MOST_ROWS);
    int[] thinned = IntStream.range(0, train.length / step).map(i -> train[i * step]).toArray();
    RidgeLogistic linear = RidgeLogistic.fit(inputs.matrix(), thinned, sample::coin);
    long[] contents = contents(sample);
    Map<Long, Known> byHeart = byHeart(sample, train, contents);
    double[] scores = new double[sample.rows()];
    for (int row = 0; row < scores.length; row++) {
      Known known = byHeart.get(contents[row]);
      // a coin seen before outweighs any linear model of coins
      scores[row] = known == null ? Math.tanh(linear.score(row)) : 4 * (known.rate() - 0.5);
    }
    Separation told = Separation.of(scores, sample::coin, sample::isTest);
    boolean severe = Math.abs(told.auc() - 0.5) > FAR && Math.abs(told.z()) > BEYOND_CHANCE;
    findings.add(
        LeakKind.SHUFFLED_LABEL_CANARY,
        "train/test",
        "AUC on test of a model fitted to coins in the place of labels",
        told.auc(),
        0.5 + FAR,
        severe ? Severity.SEVERE : Severity.OK,
        severe ? examples(sample, scores, told, row -> byHeart.get(contents[row])) : List.of(),
        String.format(
            Locale.ROOT,
            "%s pairs ordered rightly, z = %.1f%s%s",
            Figures.percent(told.auc()),
            told.z(),
            severe ? ": test holds impressions that train has too" : ", as chance has it",
            inputs.leftOut()));
  }

  /** Hash of everything that a model sees of a row. */
  private static long[] contents(Sample sample) {
    long[] contents = new long[sample.rows()];
    for (double[] values : sample.numbers().values()) {
      for (int row = 0; row < contents.length; row++) {
        contents[row] = mixed(contents[row], Double.doubleToLongBits(values[row]));
      }
    }
    for (int[] codes : sample.categories().values()) {
      for (int row = 0; row < contents.length; row++) {
        contents[row] = mixed(contents[row], codes[row]);
      }
    }
    return contents;
  }

  private static long mixed(long hash, long value) {
    long bits = (hash ^ value) * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 32)) * 0xBF58476D1CE4E5B9L;
    return bits ^ (bits >>> 29);
  }

  /** Rows of train with one content. */
  private static final class Known {
    final int first;
    double coins;
    int rows;

    Known(int first) {
      this.first = first;
    }

    double rate() {
      return coins / rows;
    }
  }

  private static Map<Long, Known> byHeart(Sample sample, int[] train, long[] contents) {
    Map<Long, Known> byHeart = new HashMap<>();
    for (int row : train) {
      Known known = byHeart.computeIfAbsent(contents[row], content -> new Known(row));
      known.coins += sample.coin(row) ? 1 : 0;
      known.rows++;
    }
    return byHeart;
  }

  /** Rows of test whose coins the model is surest of and that are as the AUC has it. */
  private static List<String> examples(
      Sample sample, double[] scores, Separation told, IntFunction<Known> known) {
    boolean rightly = told.auc() > 0.5;
    return sample.extremes(
        row -> sample.isTest(row) && (scores[row] > 0) == (sample.coin(row) == rightly),
        row -> Math.abs(scores[row]),
        row -> {
          Known same = known.apply(row);
          return same == null
              ? "score " + Figures.number(scores[row])
              : "has all features of "
                  + sample.id("request", same.first)
                  + " "
                  + sample.id("item", same.first)
                  + " of train";
        });
  }
}
