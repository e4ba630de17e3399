package io.rankproof.ingest;

/**
 * Columns of a mapped log that are on their way to {@code examples}. Those that start with an
 * underscore are gone when the table is written.
 */
public final class LogColumns {
  public static final String REQUEST = "request";
  public static final String ITEM = "item";
  public static final String USER = "user";
  public static final String CLUSTER = "cluster";
  public static final String TIME = "time";
  public static final String POSITION = "position";

  /** 64-bit hash of the request; null where it is missing. */
  public static final String REQUEST_KEY = "_request_key";

  /** 64-bit hash of the cluster: its rows are brought together by it. */
  public static final String CLUSTER_KEY = "_cluster_key";

  /** 64-bit hash of the item. */
  public static final String ITEM_KEY = "_item_key";

  /** When it was shown, in microseconds since 1970; of a request: when its earliest row was. */
  public static final String MICROS = "_micros";

  /** Why the row cannot be used, as far as the row alone tells; null: it can. */
  static final String PROBLEM = "_problem";

  /** The source's row, for the quarantine. */
  static final String SOURCE = "_source";

  /** Hash of everything that was mapped: equal for exact duplicates. */
  public static final String CONTENT = "_content";

  /** Why the row's request cannot be used; null: it can. */
  public static final String CONFLICT = "_conflict";

  /** The request's earliest row. */
  public static final String REQUEST_TIME = "_request_time";

  /** The request's latest row. */
  public static final String REQUEST_END = "_request_end";

  /** The set that the log itself gives the row, where the split follows it. */
  public static final String ASSIGNED = "_assigned";

  private LogColumns() {}

  /** What the engagement's own column says it was worth. */
  public static String amount(String engagement) {
    return "_amount_" + engagement;
  }

  /** Whether the engagement happened according to the log's own column. */
  public static String happened(String engagement) {
    return "_happened_" + engagement;
  }

  /** When it happened according to the log's own column. */
  public static String happenedAt(String engagement) {
    return "_happened_at_" + engagement;
  }

  /** When it first happened inside its window; null: never, or the log does not say. */
  public static String engaged(String engagement) {
    return "engaged_" + engagement;
  }

  /** The value of a numeric segment that the slice finder searches. */
  public static String number(String segment) {
    return "number_" + segment;
  }

  /** When the value of a feature was known. */
  public static String dated(String feature) {
    return "dated_" + feature;
  }
}
