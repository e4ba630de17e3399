package io.rankproof.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.rankproof.config.ContractConfig.Broken;
import io.rankproof.config.ContractConfig.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A rule of the contract about the values of one expression.
 *
 * @param column the values as they are
 * @param number the same as doubles; null without a range
 * @param time the same as timestamps; null without a rule of freshness
 */
record ValueRule(String name, Rule rule, Column column, Column number, Column time) {
  /** Measures of a rule: rows that break it, rows without a value, an example, the newest value. */
  static final int MEASURES = 5;

  static ValueRule open(String name, Rule rule, Expressions source) {
    String key = "source.contract.rules." + name + ".value";
    String expression = rule.value().orElseThrow();
    rule.type().ifPresent(type -> source.refuseOtherType(key, expression, type));
    boolean ranged = rule.min().isPresent() || rule.max().isPresent();
    Column column = source.resolved(key, expression);
    Column number = ranged ? source.rawNumber(key, expression) : null;
    Column time = rule.within().isPresent() ? source.time(key, expression) : null;
    return new ValueRule(name, rule, column, number, time);
  }

  boolean isOfQuarantine() {
    return rule.asksOfRows() && rule.broken() == Broken.QUARANTINE;
  }

  /** Whether a row breaks it. A comparison with NaN is broken, too. */
  Column isBroken() {
    Column kept = lit(true);
    if (rule.min().isPresent()) {
      kept = kept.and(number.geq(rule.min().get())).and(not(number.isNaN()));
    }
    if (rule.max().isPresent()) {
      kept = kept.and(number.leq(rule.max().get()));
    }
    if (!rule.allowed().isEmpty()) {
      kept = kept.and(column.cast(DataTypes.StringType).isin(rule.allowed().toArray()));
    }
    return not(coalesce(kept, lit(!rule.required()))).or(lit(rule.required()).and(column.isNull()));
  }

  /**
   * @param now values after it are not fresh but wrong: they do not count as the newest
   */
  List<Column> measures(Instant now) {
    Column broken = isBroken();
    return List.of(
        count_if(broken),
        count_if(column.isNull()),
        min(when(broken, coalesce(column.cast(DataTypes.StringType), lit("(missing)")))),
        time == null
            ? lit(null).cast(DataTypes.TimestampType)
            : max(when(time.leq(lit(now)), time)),
        count(lit(1)));
  }

  /**
   * @param row with the measures from {@code place} on
   * @param now when freshness is judged
   */
  List<ContractFinding> findings(Row row, int place, Instant now) {
    long rows = row.getLong(place + 4);
    List<ContractFinding> findings = new ArrayList<>();
    if (rule.asksOfRows() || rule.type().isPresent()) {
      findings.add(
          new ContractFinding(
              name, expected(), rows, row.getLong(place), rule.broken(), row.getString(place + 2)));
    }
    rule.maxMissing().ifPresent(most -> findings.add(missing(most, row.getLong(place + 1), rows)));
    rule.within().ifPresent(within -> findings.add(fresh(within, newest(row, place + 3), now)));
    return findings;
  }

  private static Instant newest(Row row, int place) {
    return row.isNullAt(place) ? null : row.getTimestamp(place).toInstant();
  }

  private ContractFinding missing(double most, long missing, long rows) {
    String expected =
        String.format(Locale.ROOT, "missing in at most %s%% of the rows", text(100 * most));
    boolean broken = missing > most * rows;
    return new ContractFinding(
        name, expected, rows, broken ? missing : 0, Broken.FAIL, broken ? "(missing)" : null);
  }

  private ContractFinding fresh(Duration within, Instant newest, Instant now) {
    boolean broken = newest == null || newest.isBefore(now.minus(within));
    return new ContractFinding(
        name,
        "newest at most " + within + " before " + now,
        1,
        broken ? 1 : 0,
        Broken.FAIL,
        broken ? newest == null ? "(none until then)" : newest.toString() : null);
  }

  private String expected() {
    List<String> parts = new ArrayList<>();
    rule.type().ifPresent(parts::add);
    rule.min().ifPresent(least -> parts.add("from " + text(least)));
    rule.max().ifPresent(most -> parts.add("up to " + text(most)));
    if (!rule.allowed().isEmpty()) {
      parts.add("one of " + String.join(", ", rule.allowed()));
    }
    if (rule.required()) {
      parts.add("never missing");
    }
    return String.join(", ", parts);
  }

  private static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
