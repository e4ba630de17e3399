package io.rankproof.kernel.propensity;

/**
 * An EM step of the dynamic Bayesian network. Down to the last click everything was examined and
 * nothing before it satisfied. Below it nothing was clicked: with B_i = P(no click from i on | i
 * examined) = (1 - a_i) (1 - gamma + gamma B_(i+1)), the posterior chances that the last click
 * satisfied and that the results below were examined follow from the top down.
 */
final class ChainStep {
  private final ChainModel model;
  private final ClickLists lists;
  private final KeyRates attraction;
  private final KeyRates satisfaction;
  private final double[] silent;
  private double chances;
  private double continued;

  ChainStep(ChainModel model, ClickLists lists) {
    this.model = model;
    this.lists = lists;
    attraction = new KeyRates(lists.keys());
    satisfaction = new KeyRates(lists.keys());
    silent = new double[lists.deepest() + 2];
  }

  ChainModel next() {
    for (int list = 0; list < lists.lists(); list++) {
      add(list);
    }
    double continuation = chances > 0 ? continued / chances : model.continuation();
    return ChainModel.of(attraction.settled(), satisfaction.settled(), continuation);
  }

  private void add(int list) {
    int first = lists.start(list);
    int end = lists.start(list + 1);
    int last = lists.lastClick(list);
    for (int i = first; i < last; i++) {
      attraction.add(lists.key(i), lists.click(i) ? 1 : 0, 1);
      if (lists.click(i)) {
        satisfaction.add(lists.key(i), 0, 1);
      }
      chances++;
      continued++;
    }
    double below = silence(last + 1, end);
    double examined = last < first ? 1 : afterLastClick(last, end, below);
    for (int i = Math.max(last + 1, first); i < end; i++) {
      attraction.add(lists.key(i), 0, examined);
      if (i + 1 < end) {
        double on = model.continuation() * silent[end - i - 1];
        double next = examined * on / (1 - model.continuation() + on);
        chances += examined;
        continued += next;
        examined = next;
      }
    }
  }

  /** Counts the last click; the chance that the result below it was examined. */
  private double afterLastClick(int last, int end, double below) {
    double s = model.satisfaction(lists.key(last));
    double gamma = model.continuation();
    boolean bottom = last + 1 == end;
    double on = bottom ? 0 : (1 - s) * gamma * below;
    double all = bottom ? 1 : s + (1 - s) * (1 - gamma) + on;
    double satisfied = s / all;
    attraction.add(lists.key(last), 1, 1);
    satisfaction.add(lists.key(last), satisfied, 1);
    if (!bottom) {
      chances += 1 - satisfied;
      continued += on / all;
    }
    return on / all;
  }

  /** B of the impression {@code from}; {@code silent} at end - i becomes B of i. */
  private double silence(int from, int end) {
    double gamma = model.continuation();
    silent[0] = 1;
    for (int i = end - 1; i >= from; i--) {
      double further = i + 1 == end ? 1 : 1 - gamma + gamma * silent[end - i - 1];
      silent[end - i] = (1 - model.attraction(lists.key(i))) * further;
    }
    return silent[Math.max(end - from, 0)];
  }
}
