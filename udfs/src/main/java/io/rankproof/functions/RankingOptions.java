package io.rankproof.functions;

import io.rankproof.functions.RankedRows.KeyKind;
import io.rankproof.kernel.rank.TiePolicy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;

/** The options text of a ranking function, {@code 'name=value,name=value'}. */
final class RankingOptions {
  private static final List<String> COMMON = List.of("ties", "seed", "null_score");
  private static final long DEFAULT_SEED = 42;

  /** What functions have beside the common ones. */
  private static final SortedMap<String, List<String>> OWN =
      new TreeMap<>(
          Map.of(
              "ndcg_at_k", List.of("gain"),
              "average_precision_at_k", List.of("rel", "ap_denominator"),
              "precision_at_k", List.of("rel"),
              "recall_at_k", List.of("rel"),
              "hit_rate_at_k", List.of("rel"),
              "err_at_k", List.of("max"),
              "reciprocal_rank", List.of("rel", "k"),
              "group_auc", List.of("rel"),
              "rbp", List.of("rel", "k"),
              "ranking_metrics", List.of("gain", "rel", "ap_denominator", "max", "p")));

  private final Call call;
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Reads the options text at a position of a call. */
  RankingOptions(Call call, int position) {
    this.call = call;
    String text = call.optionalText(position, "options").orElse("");
    List<String> allowed = Stream.concat(own(call.name()).stream(), COMMON.stream()).toList();
    for (String option : text.split(",", -1)) {
      if (!option.isBlank()) {
        add(option, allowed);
      }
    }
  }

  private void add(String option, List<String> allowed) {
    String[] pair = option.split("=", 2);
    String name = pair[0].strip();
    if (pair.length != 2 || !allowed.contains(name)) {
      throw notAllowed(option.strip(), name, allowed);
    }
    if (values.put(name, pair[1].strip()) != null) {
      throw call.wrong("option '" + name + "' is given twice");
    }
  }

  /** The options that a function has beside those of all. */
  static List<String> own(String function) {
    return OWN.get(function);
  }

  private RuntimeException notAllowed(String option, String name, List<String> allowed) {
    List<String> others =
        OWN.keySet().stream().filter(function -> own(function).contains(name)).toList();
    String names = String.join("=, ", allowed) + "=";
    throw call.wrong(
        others.isEmpty() || allowed.contains(name)
            ? "unknown option '" + option + "'; allowed: " + names
            : "has no option '"
                + name
                + "', which "
                + String.join(", ", others)
                + " have; allowed: "
                + names);
  }

  /** The options that belong to metrics, by the names that metrics have for them. */
  Map<String, String> ofMetrics() {
    Map<String, String> own = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!COMMON.contains(name) && !name.equals("k")) {
            own.put(name.equals("ap_denominator") ? "denominator" : name, value);
          }
        });
    return own;
  }

  /** The cut-off of a function that has it as an option, as a metric name has it. */
  String cutoff() {
    return values.containsKey("k") ? "@" + values.get("k") : "";
  }

  boolean nullScoreIsUnretrieved() {
    String value = values.getOrDefault("null_score", "last");
    return switch (value) {
      case "last" -> false;
      case "unretrieved" -> true;
      default -> throw call.wrong("null_score '" + value + "'; allowed: last, unretrieved");
    };
  }

  /** What breaks ties, given the type of the tie key; null when there is no tie key. */
  TieBreak ties(DataType keyType) {
    TiePolicy policy = policy();
    if (policy != TiePolicy.HASH && values.containsKey("seed")) {
      throw call.wrong("option 'seed' needs ties=hash");
    }
    if (policy.usesKey() != (keyType != null)) {
      throw call.wrong(
          policy.usesKey()
              ? "ties=" + values.get("ties") + " needs the argument tie_key"
              : "tie_key has no use without the option ties=hash or ties=trec");
    }
    return switch (policy) {
      case EXPECTED -> TieBreak.NONE;
      case HASH -> TieBreak.byHash(seed());
      case TREC -> TieBreak.byKey(trec(keyType));
    };
  }

  private TiePolicy policy() {
    String value = values.getOrDefault("ties", "expected");
    return Arrays.stream(TiePolicy.values())
        .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(value))
        .findFirst()
        .orElseThrow(() -> call.wrong("ties '" + value + "'; allowed: expected, hash, trec"));
  }

  private long seed() {
    String value = values.get("seed");
    try {
      return value == null ? DEFAULT_SEED : Long.parseLong(value);
    } catch (NumberFormatException notWhole) {
      throw call.wrong("seed '" + value + "' is not a whole number");
    }
  }

  private KeyKind trec(DataType type) {
    if (type instanceof StringType) {
      return KeyKind.BYTES;
    }
    if (List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType)
        .contains(type)) {
      return KeyKind.LONG;
    }
    throw call.wrong("ties=trec needs a tie_key that is text or a whole number, not " + type.sql());
  }
}
