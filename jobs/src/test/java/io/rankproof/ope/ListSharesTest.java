package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.Test;

class ListSharesTest {
  private static final int DEPTH = 3;

  /** Target, propensity, own logger's number and two loggers' probabilities. */
  private static final TargetColumns COLUMNS =
      new TargetColumns(
          5,
          6,
          7,
          2,
          TargetColumns.SAME,
          TargetColumns.NONE,
          TargetColumns.NONE,
          TargetColumns.NONE,
          TargetColumns.NONE,
          0,
          TargetColumns.NONE,
          TargetColumns.NONE);

  private static ListShares shares(boolean byLength, boolean ofRows) {
    return new ListShares(COLUMNS, byLength, ofRows, DEPTH);
  }

  /**
   * @param loggers of rows, in turn
   */
  private static void list(ListShares shares, int rows, int... loggers) {
    for (int row = 0; row < rows; row++) {
      shares.add(row(0.5, loggers[row % loggers.length]));
    }
    shares.endRequest();
  }

  private static GenericInternalRow row(Double target, int logger) {
    return new GenericInternalRow(
        new Object[] {0L, 0L, 0L, 1.0, 1.0, target, 1.0, logger, 0.5, 0.5});
  }

  private static ListShares.Tables tables(ListShares... parts) {
    byte[][] merged = parts[0].toBytes();
    for (int part = 1; part < parts.length; part++) {
      merged = ListShares.merged(merged, parts[part].toBytes());
    }
    return ListShares.tables(merged);
  }

  @Test
  void listsHaveSharesDownToTheDepthAndRowsWhereTheyTakeThem() {
    ListShares lists = shares(true, false);
    ListShares rows = shares(true, true);
    for (int length = 1; length <= 200; length++) {
      list(lists, length, 0);
      list(rows, length, 0);
    }
    assertThat(tables(lists).lists().shares()[200]).hasDimensions(DEPTH, 2);
    assertThat(tables(lists).rows().shares()).isEmpty();
    assertThat(tables(rows).rows().shares()[200]).hasDimensions(200, 2);
  }

  @Test
  void requestsOfSeveralLoggersAreCounted() {
    ListShares one = shares(false, true);
    list(one, 3, 0, 1);
    list(one, 3, 1);
    // no row that the target uses
    one.add(row(null, 0));
    one.add(row(null, 1));
    one.endRequest();
    ListShares other = shares(false, true);
    list(other, 2, 1, 0);
    list(other, 1, 0);

    UnbalancedRequests without = tables(one, other).without();
    assertThat(without.interleaved()).isEqualTo(2);
    assertThat(without.ofLists().orElseThrow())
        .startsWith("2 of its requests have rows of several");
    assertThat(without.ofRows()).isEqualTo(without.ofLists());
    assertThat(tables(one, other).ofLists()).isInstanceOf(NoWeights.class);
  }

  @Test
  void requestsTooLongAreCountedAndNotKept() {
    ListShares one = shares(true, true);
    list(one, ListShares.MOST_ROWS_BY_LENGTH, 0);
    list(one, ListShares.MOST_ROWS_BY_LENGTH + 1, 0);
    ListShares other = shares(true, true);
    list(other, 400, 1);

    ListShares.Tables tables = tables(one, other);
    assertThat(tables.without().ofRows().orElseThrow())
        .startsWith("2 of its requests have more than 250 rows (the longest 400)");
    assertThat(tables.without().ofLists()).isEmpty();
    assertThat(tables.rows().shares()).hasNumberOfRows(251);
    assertThat(tables.lists().shares()[400]).hasDimensions(DEPTH, 2);
  }

  @Test
  void byPlaceAloneLongerRequestsHaveShares() {
    ListShares shares = shares(false, true);
    list(shares, 900, 0);
    assertThat(tables(shares).without().ofRows()).isEmpty();
    list(shares, ListShares.MOST_ROWS + 1, 0);
    assertThat(tables(shares).without().ofRows().orElseThrow()).contains("more than 30000 rows");
  }
}
