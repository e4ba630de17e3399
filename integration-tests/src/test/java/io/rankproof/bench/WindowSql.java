package io.rankproof.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The metrics in SQL that Spark and DuckDB both understand: ranks by window functions, or, for the
 * few positive rows alone, by joining them with the rows of their request that score as high.
 * Labels are 0 and 1, and no two scores of a request are equal.
 */
final class WindowSql {
  /** Columns of the whole job for each model, in this order. */
  static final List<String> METRICS =
      List.of("nDCG@10", "AP@10", "RR@10", "R@10", "P@10", "HitRate@10", "AUC");

  private WindowSql() {}

  /** Mean nDCG@10 of a score by two window functions: its order, and the ideal one. */
  static String ndcgByWindows(String table) {
    return """
        SELECT avg(dcg / ideal) FROM (
          SELECT sum(CASE WHEN by_score <= 10 THEN label_click / log2(1 + by_score) ELSE 0 END) AS dcg,
                 sum(CASE WHEN by_label <= 10 THEN label_click / log2(1 + by_label) ELSE 0 END) AS ideal
          FROM (SELECT request, label_click,
                  row_number() OVER (PARTITION BY request ORDER BY score_a DESC) AS by_score,
                  row_number() OVER (PARTITION BY request ORDER BY label_click DESC) AS by_label
                FROM %s) AS ranked
          GROUP BY request) AS lists
        WHERE ideal > 0"""
        .formatted(table);
  }

  /** Mean nDCG@10 of a score: the rank of a positive row is how many rows score as high. */
  static String ndcgByJoin(String table) {
    return """
        WITH positive AS (SELECT request, score_a, label_click FROM %1$s WHERE label_click > 0),
        ranked AS (
          SELECT positive.request, positive.score_a, max(positive.label_click) AS label_click, count(*) AS by_score
          FROM positive JOIN %1$s AS rows ON rows.request = positive.request AND rows.score_a >= positive.score_a
          GROUP BY positive.request, positive.score_a)
        SELECT avg(dcg / ideal) FROM (
          SELECT sum(CASE WHEN by_score <= 10 THEN label_click / log2(1 + by_score) ELSE 0 END) AS dcg,
                 sum(CASE WHEN by_label <= 10 THEN label_click / log2(1 + by_label) ELSE 0 END) AS ideal
          FROM (SELECT *, row_number() OVER (PARTITION BY request ORDER BY label_click DESC) AS by_label
                FROM ranked) AS both_ranks
          GROUP BY request) AS lists"""
        .formatted(table);
  }

  /** All metrics of models, overall and by two segments, by window functions. */
  static String allByWindows(String table, List<String> models) {
    String ranks =
        each(
            models,
            """
            row_number() OVER (PARTITION BY request ORDER BY score_%1$s DESC) AS rank_%1$s,
            sum(label_click) OVER (PARTITION BY request ORDER BY score_%1$s DESC
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS found_%1$s""");
    return """
        WITH ranked AS (
          SELECT request, segment_country, segment_platform, label_click, %s,
            row_number() OVER (PARTITION BY request ORDER BY label_click DESC) AS rank_ideal
          FROM %s),
        lists AS (
          SELECT any_value(segment_country) AS country, any_value(segment_platform) AS platform,
            count(*) AS n, sum(label_click) AS r,
            sum(CASE WHEN rank_ideal <= 10 THEN label_click / log2(1 + rank_ideal) ELSE 0 END) AS ideal,
            %s
          FROM ranked GROUP BY request)
        %s"""
        .formatted(ranks, table, sumsOfLists(models), means(models));
  }

  /** The same from the positive rows alone, joined once with all rows of their requests. */
  static String allByJoin(String table, List<String> models) {
    String ranks =
        each(
            models,
            "sum(CASE WHEN rows.score_%1$s >= positive.score_%1$s THEN 1 ELSE 0 END) AS rank_%1$s");
    String found =
        each(models, "row_number() OVER (PARTITION BY request ORDER BY rank_%1$s) AS found_%1$s");
    return """
        WITH positive AS (
          SELECT request, item, segment_country, segment_platform, label_click, %1$s
          FROM %2$s WHERE label_click > 0),
        placed AS (
          SELECT positive.request, positive.item, %3$s, count(*) AS n,
            any_value(positive.segment_country) AS segment_country,
            any_value(positive.segment_platform) AS segment_platform,
            any_value(positive.label_click) AS label_click
          FROM positive JOIN %2$s AS rows ON rows.request = positive.request
          GROUP BY positive.request, positive.item, %4$s),
        ranked AS (
          SELECT *, %5$s, row_number() OVER (PARTITION BY request ORDER BY label_click DESC) AS rank_ideal
          FROM placed),
        lists AS (
          SELECT any_value(segment_country) AS country, any_value(segment_platform) AS platform,
            max(n) AS n, sum(label_click) AS r,
            sum(CASE WHEN rank_ideal <= 10 THEN label_click / log2(1 + rank_ideal) ELSE 0 END) AS ideal,
            %6$s
          FROM ranked GROUP BY request)
        %7$s"""
        .formatted(
            each(models, "score_%1$s"),
            table,
            ranks,
            each(models, "positive.score_%1$s"),
            found,
            sumsOfLists(models),
            means(models));
  }

  private static String sumsOfLists(List<String> models) {
    return each(
        models,
        """
        sum(CASE WHEN rank_%1$s <= 10 THEN label_click / log2(1 + rank_%1$s) ELSE 0 END) AS dcg_%1$s,
        sum(CASE WHEN label_click > 0 AND rank_%1$s <= 10 THEN found_%1$s / CAST(rank_%1$s AS double) ELSE 0 END) AS ap_%1$s,
        max(CASE WHEN label_click > 0 AND rank_%1$s <= 10 THEN 1 / CAST(rank_%1$s AS double) ELSE 0 END) AS rr_%1$s,
        sum(CASE WHEN rank_%1$s <= 10 THEN label_click ELSE 0 END) AS hits_%1$s,
        sum(CASE WHEN label_click > 0 THEN CAST(rank_%1$s AS double) ELSE 0 END) AS ranks_%1$s""");
  }

  private static String means(List<String> models) {
    String columns =
        each(
            models,
            """
            avg(dcg_%1$s / ideal), avg(ap_%1$s / least(r, 10)), avg(rr_%1$s), avg(hits_%1$s / r), avg(hits_%1$s / 10),
            avg(CASE WHEN hits_%1$s > 0 THEN 1D ELSE 0D END),
            avg(CASE WHEN n > r THEN 1 - (ranks_%1$s - r * (r + 1) / 2) / (r * (n - r)) END)"""
                .replace("1D ELSE 0D", "CAST(1 AS double) ELSE CAST(0 AS double)"));
    return "SELECT country, platform, "
        + columns
        + " FROM lists WHERE r > 0 GROUP BY GROUPING SETS ((), (country), (platform))";
  }

  private static String each(List<String> models, String template) {
    return models.stream().map(template::formatted).collect(Collectors.joining(", "));
  }

  /** The name of a value of the whole job. */
  static String key(String metric, String model, Object country, Object platform) {
    Object slice = country != null ? country : platform != null ? platform : "all";
    return metric + " " + model + " " + slice;
  }

  /** The names of the values of a result row, in order. */
  static List<String> keys(List<String> models, Object country, Object platform) {
    return IntStream.range(0, models.size() * METRICS.size())
        .mapToObj(
            i ->
                key(
                    METRICS.get(i % METRICS.size()),
                    models.get(i / METRICS.size()),
                    country,
                    platform))
        .toList();
  }
}
