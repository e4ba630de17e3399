package io.rankproof.label;

import static org.apache.spark.sql.functions.col;

import io.rankproof.ingest.LogColumns;
import java.util.Arrays;
import org.apache.spark.sql.Column;

/**
 * Columns of events on their way to the impressions: key of the cluster, request (null: none was
 * found), key of the item, and these.
 */
public final class Event {
  /** A bit for each engagement that the event is, by the order of the config. */
  static final String WHAT = "_what";

  /** When, in microseconds. */
  static final String AT = "_at";

  /** What it was worth; null: unknown. */
  static final String VALUE = "_value";

  /** No request was found because all impressions of its user and item came later. */
  static final String EARLY = "_early";

  /** Places of the columns. */
  public static final int CLUSTER_KEY = 0;

  public static final int REQUEST = 1;
  public static final int ITEM_KEY = 2;
  public static final int WHAT_PLACE = 3;
  public static final int AT_PLACE = 4;
  public static final int VALUE_PLACE = 5;
  public static final int EARLY_PLACE = 6;

  private static final String[] NAMES = {
    LogColumns.CLUSTER_KEY, LogColumns.REQUEST, LogColumns.ITEM_KEY, WHAT, AT, VALUE, EARLY
  };

  /** That of the impressions; what follows makes sums of values the same in any layout. */
  static final Column[] ORDER = columns();

  private Event() {}

  static Column[] columns() {
    return Arrays.stream(NAMES).map(name -> col(name)).toArray(Column[]::new);
  }
}
