package io.rankproof.kernel.rank;

import java.util.Arrays;

/**
 * The rows of a request that one notion of relevance counts, with their gains; then, for one model
 * at a time, the same rows in the order of their ranks, those at one place gathered in a group.
 *
 * <p>All sums run in the order of rank and gain, never of arrival, so results do not depend on the
 * order of the rows to the last bit.
 */
final class RelevantRows {
  private static final int INITIAL = 16;

  private final int label;
  private final Relevance relevance;
  private final Weighting weighting;
  private final IndexSort sort = new IndexSort();

  /** Made once: a comparator per request would be garbage per request. */
  private final IndexSort.Order byGain = this::hasLessGain;

  private int count;
  private int[] rows = new int[INITIAL];
  private double[] gains = new double[INITIAL];
  private int ideals;
  private double[] ideal = new double[INITIAL];
  private double totalGain;

  private long[] places = new long[INITIAL];
  private double[] placedGains = new double[INITIAL];
  private int groups;
  private int[] ahead = new int[INITIAL];
  private int[] tied = new int[INITIAL];
  private int[] first = new int[INITIAL + 1];
  private double[] groupGains = new double[INITIAL];

  RelevantRows(int label, Relevance relevance, Weighting weighting) {
    this.label = label;
    this.relevance = relevance;
    this.weighting = weighting;
  }

  boolean isFor(int otherLabel, Relevance otherRelevance, Weighting otherWeighting) {
    return label == otherLabel && relevance.equals(otherRelevance) && weighting == otherWeighting;
  }

  /** Gathers the relevant rows of a request: all that does not depend on scores. */
  void collect(RequestBuffer request) {
    collectRanked(request);
    sortByGain();
    collectIdeal(request);
    totalGain = 0;
    for (int i = 0; i < ideals; i++) {
      totalGain += ideal[i];
    }
  }

  private void collectRanked(RequestBuffer request) {
    double[] labels = request.labelValues(label);
    int first = request.offset();
    int end = first + request.rows();
    reserveRows(end - first);
    int candidates =
        relevance.isSigned() ? findNotZero(labels, first, end) : findPositive(labels, first, end);
    count = 0;
    for (int i = 0; i < candidates; i++) {
      addIfRelevant(request, rows[i], labels[first + rows[i]]);
    }
  }

  /** Without a branch, which would be mispredicted at most relevant rows. */
  private int findPositive(double[] labels, int first, int end) {
    int found = 0;
    for (int i = first; i < end; i++) {
      rows[found] = i - first;
      found += labels[i] > 0 ? 1 : 0;
    }
    return found;
  }

  /** NaN is neither. */
  private int findNotZero(double[] labels, int first, int end) {
    int found = 0;
    for (int i = first; i < end; i++) {
      rows[found] = i - first;
      found += Math.abs(labels[i]) > 0 ? 1 : 0;
    }
    return found;
  }

  private void addIfRelevant(RequestBuffer request, int row, double value) {
    double gain = relevance.of(value);
    if (gain != 0) {
      gain *= weighting.ranked(request, row);
    }
    if (gain != 0) {
      rows[count] = row;
      gains[count++] = gain;
    }
  }

  private void reserveRows(int most) {
    if (rows.length < most) {
      int capacity = Math.max(most, 2 * rows.length);
      rows = new int[capacity];
      gains = new double[capacity];
    }
  }

  /** Rows of equal gain may come in any order: nothing later tells them apart. */
  private void sortByGain() {
    for (int i = 1; i < count; i++) {
      if (gains[i] < gains[i - 1]) {
        sortRowsAndGains();
        return;
      }
    }
  }

  private void sortRowsAndGains() {
    reservePlaced();
    int[] order = ahead;
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    sort.sort(order, count, byGain);
    for (int i = 0; i < count; i++) {
      places[i] = rows[order[i]];
      placedGains[i] = gains[order[i]];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = (int) places[i];
    }
    System.arraycopy(placedGains, 0, gains, 0, count);
  }

  private boolean hasLessGain(int i, int other) {
    return gains[i] < gains[other];
  }

  private void collectIdeal(RequestBuffer request) {
    double[] labels = request.unretrievedLabelValues(label);
    int judged = request.unretrieved();
    if (ideal.length < count + judged) {
      ideal = new double[gains.length + judged];
    }
    System.arraycopy(gains, 0, ideal, 0, count);
    ideals = count;
    for (int row = 0; row < judged; row++) {
      double gain = relevance.of(labels[row]);
      gain *= gain > 0 ? weighting.unretrieved(request, row) : 0;
      if (gain > 0) {
        ideal[ideals++] = gain;
      }
    }
    if (ideals > count) {
      Arrays.sort(ideal, 0, ideals);
    }
  }

  private void reservePlaced() {
    if (places.length < count) {
      int capacity = rows.length;
      places = new long[capacity];
      placedGains = new double[capacity];
      ahead = new int[capacity];
      tied = new int[capacity];
      first = new int[capacity + 1];
      groupGains = new double[capacity];
    }
  }

  /** Puts the rows in the order in which a model ranks them. */
  void place(RankFinder ranks) {
    groups = 0;
    if (count > 0) {
      reservePlaced();
      if (count > 1) {
        order(ranks);
      } else {
        places[0] = 0;
      }
      for (int i = 0; i < count; i++) {
        append(i, (int) places[i], ranks);
      }
    }
    first[groups] = count;
  }

  private void order(RankFinder ranks) {
    for (int i = 0; i < count; i++) {
      // Distinct keys: place first, then the order by gain.
      places[i] = ((long) ranks.ahead(rows[i]) << Integer.SIZE) | i;
    }
    Arrays.sort(places, 0, count);
  }

  private void append(int position, int index, RankFinder ranks) {
    int before = ranks.ahead(rows[index]);
    if (groups == 0 || ahead[groups - 1] != before) {
      ahead[groups] = before;
      tied[groups] = ranks.tied(rows[index]);
      first[groups] = position;
      groupGains[groups++] = 0;
    }
    groupGains[groups - 1] += gains[index];
    placedGains[position] = gains[index];
  }

  /** How many ranked rows are relevant. */
  int count() {
    return count;
  }

  /** A relevant ranked row's index in the request. */
  int row(int i) {
    return rows[i];
  }

  /** A relevant ranked row's gain. */
  double gainOf(int i) {
    return gains[i];
  }

  /** Whether metrics have a value: a row is relevant, or none needs to be. */
  boolean isDefined() {
    return ideals > 0 || relevance.isSigned();
  }

  /** How many rows are relevant, with those never retrieved. */
  int judged() {
    return ideals;
  }

  /** The i-th largest gain, from 0, with those never retrieved. */
  double ideal(int i) {
    return ideal[ideals - 1 - i];
  }

  /** The sum of all gains, with those never retrieved. */
  double totalGain() {
    return totalGain;
  }

  /** How many places hold a relevant row. */
  int groups() {
    return groups;
  }

  /** How many rows, relevant or not, come before a group. */
  int ahead(int group) {
    return ahead[group];
  }

  /** How many rows, relevant or not, share a group's place. */
  int tied(int group) {
    return tied[group];
  }

  /** How many relevant rows come before a group. */
  int relevantAhead(int group) {
    return first[group];
  }

  /** How many relevant rows a group has. */
  int relevant(int group) {
    return first[group + 1] - first[group];
  }

  /** The sum of a group's gains. */
  double gain(int group) {
    return groupGains[group];
  }

  /** The i-th relevant row by rank, from 0: its index in the request. */
  int rowAt(int i) {
    return rows[(int) places[i]];
  }

  /** The gain of the i-th relevant row by rank, from 0. */
  double gainAt(int i) {
    return placedGains[i];
  }
}
