package io.rankproof.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.config.ContractConfig;
import io.rankproof.config.ContractConfig.Broken;
import io.rankproof.config.ContractConfig.Rule;
import io.rankproof.error.InputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The contract of the input, checked before anything else: one scan for the rules about values, one
 * exchange for each key that must be unique. Rows that break a rule of the quarantine go on with
 * that as their reason.
 */
final class Contract {
  /** Repeated keys up to this many are sent to every executor instead of shuffled. */
  private static final long BROADCAST = 100_000;

  private static final String REPEATED = "_repeated_";

  private final Dataset<Row> source;
  private final ContractConfig config;
  private final Map<String, ValueRule> values = new LinkedHashMap<>();
  private final Map<String, Dataset<Row>> repeated = new LinkedHashMap<>();
  private final List<ContractFinding> findings = new ArrayList<>();

  private Contract(Dataset<Row> source, ContractConfig config) {
    this.source = source;
    this.config = config;
  }

  /**
   * Checks the rows of the source.
   *
   * @throws InputException if a rule is broken that must not be
   * @throws io.rankproof.error.ConfigException if an expression does not resolve
   */
  static Contract check(Dataset<Row> source, ContractConfig config) {
    Contract contract = new Contract(source, config);
    contract.open();
    contract.checkValues();
    contract.checkKeys();
    contract.refuseBroken();
    return contract;
  }

  private void open() {
    Expressions expressions = new Expressions(source);
    config
        .rules()
        .forEach(
            (name, rule) -> {
              if (rule.value().isPresent()) {
                values.put(name, ValueRule.open(name, rule, expressions));
              } else {
                rule.unique().forEach(key -> expressions.resolved(key(name) + ".unique", key));
              }
            });
  }

  private static String key(String rule) {
    return "source.contract.rules." + rule;
  }

  private void checkValues() {
    if (values.isEmpty()) {
      return;
    }
    List<Column> measures = new ArrayList<>();
    Instant now = config.asOf().orElseGet(Instant::now);
    values.values().forEach(rule -> measures.addAll(rule.measures(now)));
    Row row = source.agg(count(lit(1)), measures.toArray(Column[]::new)).head();
    int place = 1;
    for (ValueRule rule : values.values()) {
      findings.addAll(rule.findings(row, place, now));
      place += ValueRule.MEASURES;
    }
  }

  private void checkKeys() {
    config
        .rules()
        .forEach(
            (name, rule) -> {
              if (!rule.unique().isEmpty()) {
                checkKey(name, rule);
              }
            });
  }

  private void checkKey(String name, Rule rule) {
    Dataset<Row> keys = source.groupBy(hash(rule).as(REPEATED + name)).agg(count(lit(1)).as("n"));
    Row row =
        keys.agg(
                coalesce(sum("n"), lit(0L)),
                coalesce(sum(expr("IF(n > 1, n, 0)")), lit(0L)),
                expr("count_if(n > 1)"))
            .head();
    findings.add(
        new ContractFinding(
            name,
            String.join(", ", rule.unique()) + " there once",
            row.getLong(0),
            row.getLong(1),
            rule.broken(),
            null));
    if (row.getLong(1) > 0 && rule.broken() == Broken.QUARANTINE) {
      Dataset<Row> twice = keys.where(col("n").gt(1)).select(REPEATED + name);
      repeated.put(name, row.getLong(2) <= BROADCAST ? broadcast(twice) : twice);
    }
  }

  /** The hash passes over nulls: without the flags (1, null) would equal (null, 1). */
  private static Column hash(Rule rule) {
    List<Column> parts = new ArrayList<>();
    rule.unique().forEach(key -> parts.add(expr(key)));
    rule.unique().forEach(key -> parts.add(expr(key).isNull()));
    return xxhash64(parts.toArray(Column[]::new));
  }

  private void refuseBroken() {
    String broken =
        findings.stream()
            .filter(ContractFinding::isRefused)
            .map(ContractFinding::text)
            .collect(Collectors.joining("; "));
    if (!broken.isEmpty()) {
      throw new InputException(
          "source.contract: "
              + broken
              + "; mend the log, change the rule, or set its aside with broken = quarantine");
    }
  }

  /** What was found, rule by rule. */
  List<ContractFinding> findings() {
    return findings;
  }

  /** The rows of the source with what {@link #problems} needs. */
  Dataset<Row> marked() {
    Dataset<Row> rows = source;
    for (Map.Entry<String, Dataset<Row>> twice : repeated.entrySet()) {
      Column key = hash(config.rules().get(twice.getKey()));
      String mark = REPEATED + twice.getKey();
      rows = rows.join(twice.getValue(), key.equalTo(twice.getValue().col(mark)), "left");
    }
    return rows;
  }

  /** Why a row breaks the contract: the first rule that it breaks. */
  void problems(Problems problems) {
    values.forEach(
        (name, rule) -> {
          if (rule.isOfQuarantine()) {
            problems.when(reason(name), rule.isBroken());
          }
        });
    repeated
        .keySet()
        .forEach(name -> problems.when(reason(name), col(REPEATED + name).isNotNull()));
  }

  /** Reasons that the quarantine can have from a contract. */
  static List<String> reasons(ContractConfig config) {
    return config.rules().keySet().stream().map(Contract::reason).toList();
  }

  private static String reason(String rule) {
    return "contract: " + rule;
  }
}
