package io.rankproof.evaluate;

import io.rankproof.kernel.point.ScoreHistogram;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * The distribution of every model's scores among positives and negatives, by cohort; and of its
 * predictions over all rows, where they differ from its scores.
 */
final class ScoreHistograms implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BinBudget budget;
  private final boolean wholeWeights;
  private transient ScoreHistogram[] histograms;

  /**
   * @param budget bins of each model in each cohort
   * @param wholeWeights whether all weights are whole numbers
   */
  ScoreHistograms(BinBudget budget, boolean wholeWeights) {
    this.budget = budget;
    this.wholeWeights = wholeWeights;
    histograms = new ScoreHistogram[(budget.cohorts() + 1) * budget.models()];
  }

  void addScore(int cohort, int model, double score, boolean positive, double weight) {
    at(place(cohort, model), budget.capacity(cohort, model)).add(score, positive, weight);
  }

  void addPrediction(int model, double prediction, boolean positive, double weight) {
    at(model, budget.predictions()).add(prediction, positive, weight);
  }

  /** After those of predictions. */
  private int place(int cohort, int model) {
    return budget.models() + budget.index(cohort, model);
  }

  private ScoreHistogram at(int index, int capacityOfIt) {
    if (histograms[index] == null) {
      histograms[index] = empty(capacityOfIt);
    }
    return histograms[index];
  }

  private ScoreHistogram empty(int capacityOfIt) {
    return wholeWeights
        ? ScoreHistogram.unweighted(capacityOfIt)
        : ScoreHistogram.weighted(capacityOfIt, ScoreHistogram.DEFAULT_WEIGHT_BITS);
  }

  /** A model's scores in a cohort. */
  ScoreHistogram scores(int cohort, int model) {
    return at(place(cohort, model), budget.capacity(cohort, model));
  }

  /** A model's scores in a cohort, which are forgotten here. */
  ScoreHistogram take(int cohort, int model) {
    ScoreHistogram taken = scores(cohort, model);
    histograms[place(cohort, model)] = null;
    return taken;
  }

  /** A model's predictions over all rows. */
  ScoreHistogram predictions(int model) {
    return histograms[model] == null ? scores(0, model) : histograms[model];
  }

  /** Adds the rows of another partition; returns this. */
  ScoreHistograms merge(ScoreHistograms other) {
    for (int i = 0; i < histograms.length; i++) {
      if (histograms[i] == null) {
        histograms[i] = other.histograms[i];
      } else if (other.histograms[i] != null) {
        histograms[i].merge(other.histograms[i]);
      }
    }
    return this;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(histograms.length);
    for (ScoreHistogram histogram : histograms) {
      byte[] bytes = histogram == null ? new byte[0] : histogram.toBytes();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    histograms = new ScoreHistogram[in.readInt()];
    for (int i = 0; i < histograms.length; i++) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      histograms[i] = bytes.length == 0 ? null : ScoreHistogram.fromBytes(bytes);
    }
  }
}
