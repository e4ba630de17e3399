package io.rankproof.ope;

import io.rankproof.kernel.ope.ListWeights;
import io.rankproof.kernel.ope.LoggerShares;
import io.rankproof.kernel.ope.RoundSink;
import io.rankproof.kernel.ope.SlateSink;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;

/** A target's rows of one request, from the top of the list, for weights that go down it. */
final class Request {
  private static final int INSTANCE = 0;
  private static final int TARGET = 1;
  private static final int PROPENSITY = 2;
  private static final int REWARD = 3;
  private static final int PREDICTION = 4;
  private static final int EXPECTED = 5;
  private static final int TAIL = 6;
  private static final int CONTINUED = 7;
  private static final int LOGGERS = 8;

  private final TargetColumns columns;
  private final int width;
  private final int logged;
  private double[] numbers;
  private boolean[] used = new boolean[16];
  private int size;
  private int logger;
  private boolean any;
  private boolean complete = true;
  private boolean several;

  Request(TargetColumns columns) {
    this.columns = columns;
    this.width = LOGGERS + columns.loggers();
    this.logged = columns.isMixed() ? LOGGERS : PROPENSITY;
    this.numbers = new double[width * used.length];
  }

  void add(InternalRow row, boolean isUsed) {
    if (size == used.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
      used = Arrays.copyOf(used, 2 * size);
    }
    int at = width * size;
    used[size++] = isUsed;
    any |= isUsed;
    complete &= isUsed;
    numbers[at + INSTANCE] = row.getDouble(Rounds.INSTANCE);
    numbers[at + TARGET] = isUsed ? row.getDouble(columns.target()) : 0;
    numbers[at + PROPENSITY] = isUsed ? row.getDouble(columns.propensity()) : 1;
    numbers[at + REWARD] = row.getDouble(Rounds.REWARD);
    numbers[at + PREDICTION] = number(row, columns.prediction());
    numbers[at + EXPECTED] = number(row, columns.expected());
    numbers[at + TAIL] = number(row, columns.tail());
    numbers[at + CONTINUED] = number(row, columns.continued());
    if (columns.isMixed()) {
      int own = row.getInt(columns.own());
      several |= size > 1 && own != logger;
      logger = own;
      for (int l = 0; l < columns.loggers(); l++) {
        numbers[at + LOGGERS + l] = number(row, columns.own() + 1 + l);
      }
    }
  }

  static double number(InternalRow row, int column) {
    return column == TargetColumns.NONE || row.isNullAt(column) ? 0 : row.getDouble(column);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Whether any row is used. */
  boolean isUsed() {
    return any;
  }

  /** Whether rows are of several loggers, where weights are of a mixture. */
  boolean isOfSeveralLoggers() {
    return several;
  }

  /** Whether every row is used, so that the list has a value. */
  boolean isComplete() {
    return complete;
  }

  /** Adds the rows used, each with the weight of its own. */
  void addTo(RoundSink sink) {
    for (int i = 0; i < size; i++) {
      if (used[i]) {
        add(sink, width * i, numbers[width * i + TARGET], numbers[width * i + PROPENSITY]);
      }
    }
  }

  /** Adds rows with the weights of the list down to them, known while rows are used. */
  void addTo(RoundSink sink, ListWeights weights) {
    weights.begin(size);
    for (int i = 0; i < size && used[i]; i++) {
      next(weights, i);
      add(sink, width * i, weights.product(), 1);
    }
  }

  private void add(RoundSink sink, int at, double target, double propensity) {
    sink.add(
        numbers[at + INSTANCE],
        target,
        propensity,
        numbers[at + REWARD],
        numbers[at + PREDICTION],
        numbers[at + EXPECTED]);
  }

  private void next(ListWeights weights, int row) {
    weights.next(numbers[width * row + TARGET], numbers, width * row + logged);
  }

  /**
   * Adds the list.
   *
   * @param depth rows that count
   */
  void addTo(SlateSink slates, ListWeights weights, int depth) {
    if (columns.summed() > 0) {
      sumPredictions();
    }
    weights.begin(size);
    slates.beginRequest(numbers[INSTANCE]);
    for (int i = 0; i < Math.min(size, depth); i++) {
      int at = width * i;
      next(weights, i);
      slates.add(
          numbers[at + INSTANCE],
          numbers[at + REWARD],
          numbers[at + TARGET] / numbers[at + PROPENSITY],
          weights.product(),
          weights.above(),
          numbers[at + CONTINUED],
          numbers[at + TAIL]);
    }
  }

  /**
   * Predictions by row make those of the list: Q_k is the row's own, V_1 the sum of what is
   * expected and V_k below is 0. With the same V_k+1 in Q_k as in V_k it would be the same value,
   * but for weights of a mixture, where the shares at a place are not those at the place below.
   *
   * <p>A list counts with the weight of its top row. Where that is 0 it takes no expectation, and
   * so no prediction either.
   */
  private void sumPredictions() {
    double top = numbers[INSTANCE];
    double expected = 0;
    for (int i = 0; i < size; i++) {
      int at = width * i;
      expected += i < columns.summed() ? numbers[at + INSTANCE] * numbers[at + EXPECTED] : 0;
      numbers[at + CONTINUED] = top > 0 ? numbers[at + PREDICTION] : 0;
    }
    numbers[TAIL] = top > 0 ? expected / top : 0;
  }

  /**
   * Counts the rows that have a weight down the list: those above the first that is not used.
   *
   * @param depth rows that count
   */
  void countIn(LoggerShares shares, int depth) {
    for (int i = 0; i < Math.min(size, depth) && used[i]; i++) {
      shares.add(size, i, logger, numbers[width * i + INSTANCE]);
    }
  }

  void clear() {
    size = 0;
    any = false;
    complete = true;
    several = false;
  }
}
