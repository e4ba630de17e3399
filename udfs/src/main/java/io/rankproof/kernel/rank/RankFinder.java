package io.rankproof.kernel.rank;

/**
 * Finds, for rows of interest, how many rows come before them and how many share their place.
 *
 * <p>A metric needs the ranks of the relevant rows only, and these are few: each is found by
 * counting the rows that score higher, without a branch and without a sort. Where relevant rows are
 * many, one sort is cheaper.
 */
final class RankFinder {
  /**
   * How many comparisons of a count cost as much as one row's share of one level of the sort:
   * measured 15 to 19 on requests of 10,000 rows and more, less on short ones. With more relevant
   * rows than this times log2(rows), the sort is cheaper.
   */
  private static final int COMPARISONS_PER_SORT_STEP = 12;

  private final boolean keyed;
  private final int comparisonsPerSortStep;
  private final IndexSort sort = new IndexSort();

  /** Made once: a comparator per request would be garbage per request. */
  private final IndexSort.Order byScore = this::precedes;

  /** Scores by row, from an offset on. */
  private double[] scores = {};

  private int offset;
  private long[] keys = {};
  private int[] order = {};
  private int[] ahead = {};
  private int[] tied = {};
  private int scoreTies;

  RankFinder(TiePolicy ties) {
    this(ties, COMPARISONS_PER_SORT_STEP);
  }

  RankFinder(TiePolicy ties, int comparisonsPerSortStep) {
    keyed = ties.usesKey();
    this.comparisonsPerSortStep = comparisonsPerSortStep;
  }

  /**
   * Ranks the given rows by a model's score, highest first.
   *
   * @param relevant how many of them, the first ones, {@link #scoreTies} looks at
   */
  void find(RequestBuffer request, int model, int[] wanted, int count, int relevant) {
    int rows = request.rows();
    if (ahead.length < rows) {
      ahead = new int[grown(rows)];
      tied = new int[ahead.length];
    }
    scoreTies = 0;
    scores = request.scores(model);
    offset = request.offset();
    keys = request.tieKeys();
    if (sortIsCheaper(rows, count)) {
      bySorting(rows);
      countScoreTies(rows, wanted, relevant);
    } else {
      byCounting(rows, wanted, count, relevant);
    }
  }

  private static int grown(int rows) {
    return Math.max(64, (int) Math.min(rows + (long) (rows >> 1), Integer.MAX_VALUE - 8));
  }

  private boolean sortIsCheaper(int rows, int wanted) {
    int doublings = Integer.SIZE - Integer.numberOfLeadingZeros(rows);
    return wanted > (long) comparisonsPerSortStep * doublings;
  }

  private void byCounting(int rows, int[] wanted, int count, int relevant) {
    for (int i = 0; i < count; i++) {
      int row = wanted[i];
      countAround(scores, offset, offset + rows, row);
      if (tied[row] > 1) {
        scoreTies += i < relevant ? 1 : 0;
        if (keyed) {
          splitByKey(rows, row);
        }
      }
    }
  }

  private void countAround(double[] scores, int from, int to, int row) {
    double score = scores[from + row];
    int higher = 0;
    int notLower = 0;
    for (int i = from; i < to; i++) {
      higher += scores[i] > score ? 1 : 0;
      notLower += scores[i] >= score ? 1 : 0;
    }
    ahead[row] = higher;
    tied[row] = notLower - higher;
  }

  private void splitByKey(int rows, int row) {
    int before = 0;
    int same = 0;
    for (int i = 0; i < rows; i++) {
      int equal = score(i) == score(row) ? 1 : 0;
      before += keys[i] < keys[row] ? equal : 0;
      same += keys[i] == keys[row] ? equal : 0;
    }
    ahead[row] += before;
    tied[row] = same;
  }

  private void bySorting(int rows) {
    if (order.length < rows) {
      order = new int[ahead.length];
    }
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    sort.sort(order, rows, byScore);
    for (int start = 0; start < rows; ) {
      int end = start + 1;
      while (end < rows && samePlace(order[start], order[end])) {
        end++;
      }
      for (int i = start; i < end; i++) {
        ahead[order[i]] = start;
        tied[order[i]] = end - start;
      }
      start = end;
    }
  }

  private double score(int row) {
    return scores[offset + row];
  }

  private boolean precedes(int row, int other) {
    return score(row) > score(other)
        || (keyed && score(row) == score(other) && keys[row] < keys[other]);
  }

  private boolean samePlace(int row, int other) {
    return score(row) == score(other) && (!keyed || keys[row] == keys[other]);
  }

  /** After a sort: the rows next to a tied row in the order have its score. */
  private void countScoreTies(int rows, int[] wanted, int relevant) {
    for (int i = 0; i < relevant; i++) {
      scoreTies += tied[wanted[i]] > 1 || neighbourTies(rows, wanted[i]) ? 1 : 0;
    }
  }

  private boolean neighbourTies(int rows, int row) {
    int place = ahead[row];
    return keyed
        && ((place > 0 && score(order[place - 1]) == score(row))
            || (place + 1 < rows && score(order[place + 1]) == score(row)));
  }

  /** How many rows come before a row and its equals. */
  int ahead(int row) {
    return ahead[row];
  }

  /** How many rows share a row's place, itself included. */
  int tied(int row) {
    return tied[row];
  }

  /** How many of the relevant rows have a score that another row has as well. */
  int scoreTies() {
    return scoreTies;
  }
}
