package io.rankproof.folds;

import io.rankproof.result.Difference;
import io.rankproof.result.Figures;
import io.rankproof.result.SliceKey;
import java.util.List;
import java.util.Optional;

/**
 * A paired difference over all folds: the mean of the folds' differences, every fold counting
 * alike. Folds share users and most of their training data, so they are not independent: the
 * standard error is the mean of theirs, which is what perfectly correlated folds would have and
 * which no correlation exceeds.
 *
 * @param folds the same difference, fold by fold
 * @param se empty where a fold has none
 */
record FoldMean(List<Difference> folds, double delta, Optional<Double> se) {

  /** Empty when a fold lacks the difference. */
  static Optional<FoldMean> of(List<List<Difference>> folds, Difference like) {
    List<Difference> same =
        folds.stream()
            .flatMap(
                fold ->
                    fold.stream()
                        .filter(d -> d.slice().equals(SliceKey.ALL))
                        .filter(d -> d.model().equals(like.model()) && d.key().equals(like.key()))
                        .limit(1))
            .filter(d -> d.delta().value().isPresent())
            .toList();
    if (same.size() < folds.size()) {
      return Optional.empty();
    }
    double delta = same.stream().mapToDouble(d -> d.delta().value().getAsDouble()).sum();
    boolean known = same.stream().allMatch(d -> d.delta().se().isPresent());
    double se = known ? same.stream().mapToDouble(d -> d.delta().se().getAsDouble()).sum() : 0;
    int n = same.size();
    return Optional.of(
        new FoldMean(same, delta / n, known ? Optional.of(se / n) : Optional.empty()));
  }

  /** In how many folds the model was better. */
  long won() {
    return folds.stream().filter(d -> d.gain().getAsDouble() > 0).count();
  }

  /** One line for people. */
  String text(double quantile) {
    Difference any = folds.get(0);
    StringBuilder text = new StringBuilder(any.model() + " " + any.key().shown() + ": ");
    folds.forEach(d -> text.append(Figures.signed(d.delta().value().getAsDouble())).append("  "));
    text.append("mean ").append(Figures.signed(delta));
    se.ifPresent(
        e ->
            text.append(" [")
                .append(Figures.signed(delta - quantile * e))
                .append(", ")
                .append(Figures.signed(delta + quantile * e))
                .append("]"));
    return text.append(", better in ")
        .append(won())
        .append(" of ")
        .append(folds.size())
        .append(" folds")
        .toString();
  }
}
