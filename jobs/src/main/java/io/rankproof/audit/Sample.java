package io.rankproof.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import io.rankproof.label.Labels;
import io.rankproof.split.Sets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Columns of some rows, on the driver. An impression is in it by the hash of (seed, cluster, item,
 * time): whatever repeats it under another request is in it too.
 */
final class Sample {
  private static final String[] IDS = {"request", "user", "item"};
  private static final int EXAMPLES = 3;
  private static final String MISSING = "missing";

  private final String[] sets;
  private final double[] times;
  private final boolean[] labels;
  private final boolean[] coins;
  private final boolean[] halves;
  private final Map<String, double[]> numbers = new LinkedHashMap<>();
  private final Map<String, double[]> scores = new LinkedHashMap<>();
  private final Map<String, int[]> categories = new LinkedHashMap<>();
  private final Map<String, int[]> ids = new LinkedHashMap<>();
  private final Map<String, double[]> idNumbers = new LinkedHashMap<>();
  private final Map<String, List<String>> idTexts = new HashMap<>();
  private final Map<String, List<String>> categoryTexts = new HashMap<>();

  private Sample(int rows) {
    sets = new String[rows];
    times = new double[rows];
    labels = new boolean[rows];
    coins = new boolean[rows];
    halves = new boolean[rows];
  }

  static Sample of(Audited audited) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("split"));
    columns.add(unix_micros(col("time")).cast(DataTypes.DoubleType));
    columns.add(col(Labels.column(audited.config().label().primary())).gt(0));
    columns.add(bit(hash(audited, "coin", "cluster", "item", "time")));
    columns.add(bit(hash(audited, "half", "cluster")));
    for (String id : IDS) {
      columns.add(col(id));
      columns.add(regexp_extract(col(id), "([0-9]{1,15})", 1).try_cast(DataTypes.DoubleType));
    }
    List<String> numeric = audited.columns("feature_");
    List<String> scored = audited.columns("score_");
    List<String> categorical = audited.columns("category_");
    numeric.forEach(name -> columns.add(col(name)));
    scored.forEach(name -> columns.add(col(name)));
    categorical.forEach(name -> columns.add(col(name)));
    List<Row> rows =
        audited
            .rows()
            .where(chosen(audited))
            .orderBy("request", "item")
            .select(columns.toArray(Column[]::new))
            .collectAsList();
    Sample sample = new Sample(rows.size());
    sample.fixed(rows);
    int place = 5 + 2 * IDS.length;
    for (String name : numeric) {
      sample.numbers.put(name.substring("feature_".length()), doubles(rows, place++));
    }
    for (String name : scored) {
      sample.scores.put(name.substring("score_".length()), doubles(rows, place++));
    }
    for (String name : categorical) {
      String category = name.substring("category_".length());
      List<String> texts = new ArrayList<>();
      sample.categories.put(category, codes(rows, place++, texts));
      sample.categoryTexts.put(category, texts);
    }
    return sample;
  }

  private static Column chosen(Audited audited) {
    double share = (double) audited.config().audit().sampleRows() / audited.rowCount();
    if (share >= 1) {
      return lit(true);
    }
    Column place = shiftrightunsigned(hash(audited, "audit", "cluster", "item", "time"), 11);
    return place.lt(lit((long) (share * 0x1p53)));
  }

  private static Column hash(Audited audited, String purpose, String... keys) {
    List<Column> parts = new ArrayList<>();
    parts.add(lit(audited.config().seed()));
    parts.add(lit(purpose));
    for (String key : keys) {
      parts.add(col(key));
    }
    return xxhash64(parts.toArray(Column[]::new));
  }

  private static Column bit(Column hash) {
    return pmod(hash, lit(2)).equalTo(1);
  }

  private void fixed(List<Row> rows) {
    for (int row = 0; row < sets.length; row++) {
      Row from = rows.get(row);
      sets[row] = from.getString(0);
      times[row] = from.getDouble(1);
      labels[row] = !from.isNullAt(2) && from.getBoolean(2);
      coins[row] = from.getBoolean(3);
      halves[row] = from.getBoolean(4);
    }
    for (int i = 0; i < IDS.length; i++) {
      List<String> texts = new ArrayList<>();
      ids.put(IDS[i], codes(rows, 5 + 2 * i, texts));
      idTexts.put(IDS[i], texts);
      idNumbers.put(IDS[i], doubles(rows, 6 + 2 * i));
    }
  }

  private static double[] doubles(List<Row> rows, int place) {
    double[] values = new double[rows.size()];
    for (int row = 0; row < values.length; row++) {
      Row from = rows.get(row);
      values[row] = from.isNullAt(place) ? Double.NaN : from.getDouble(place);
    }
    return values;
  }

  /**
   * Texts as numbers from 0, in the order of their first row; -1: missing.
   *
   * @param texts gets the text of each number
   */
  private static int[] codes(List<Row> rows, int place, List<String> texts) {
    Map<String, Integer> seen = new HashMap<>();
    int[] codes = new int[rows.size()];
    for (int row = 0; row < codes.length; row++) {
      String text = rows.get(row).getString(place);
      codes[row] = text == null ? -1 : seen.computeIfAbsent(text, t -> seen.size());
      if (codes[row] == texts.size()) {
        texts.add(text);
      }
    }
    return codes;
  }

  /** Request, item and what there is to see of the first of these rows. */
  List<String> examples(Separation.Mask rows, IntFunction<String> shown) {
    return examples(IntStream.range(0, rows()).filter(rows::has), shown);
  }

  /** The same of those with the largest numbers, equal ones in the order of the rows. */
  List<String> extremes(
      Separation.Mask rows, IntToDoubleFunction number, IntFunction<String> shown) {
    Comparator<Integer> largest = Comparator.comparingDouble(row -> -number.applyAsDouble(row));
    return examples(
        IntStream.range(0, rows())
            .filter(rows::has)
            .boxed()
            .sorted(largest)
            .mapToInt(Integer::intValue),
        shown);
  }

  private List<String> examples(IntStream rows, IntFunction<String> shown) {
    return rows.limit(EXAMPLES)
        .mapToObj(row -> id("request", row) + " " + id("item", row) + " " + shown.apply(row))
        .toList();
  }

  /** The request, user or item of a row, as text. */
  String id(String id, int row) {
    return text(idTexts.get(id), ids.get(id)[row]);
  }

  /** The value of a categorical feature in a row, as text. */
  String category(String name, int row) {
    return text(categoryTexts.get(name), categories.get(name)[row]);
  }

  private static String text(List<String> texts, int code) {
    return code < 0 ? MISSING : texts.get(code);
  }

  /** The value of a numeric feature, as text. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return MISSING;
    }
    return value == (long) value ? String.valueOf((long) value) : String.valueOf(value);
  }

  int rows() {
    return sets.length;
  }

  double[] times() {
    return times;
  }

  boolean label(int row) {
    return labels[row];
  }

  /** A fair coin of the impression's own: who, what and when decide it, nothing predicts it. */
  boolean coin(int row) {
    return coins[row];
  }

  /** One of two halves of the users. */
  boolean half(int row) {
    return halves[row];
  }

  boolean isIn(String set, int row) {
    return sets[row].equals(set);
  }

  boolean isTrain(int row) {
    return isIn(Sets.TRAIN, row);
  }

  boolean isTest(int row) {
    return isIn(Sets.TEST, row);
  }

  /** Numeric features by name; NaN: missing. */
  Map<String, double[]> numbers() {
    return numbers;
  }

  /** Scores of the log by model. */
  Map<String, double[]> scores() {
    return scores;
  }

  /** Categorical features by name, as codes; -1: missing. */
  Map<String, int[]> categories() {
    return categories;
  }

  /** request, user, item as codes. */
  Map<String, int[]> ids() {
    return ids;
  }

  /** The first number in the text of request, user, item; NaN: there is none. */
  Map<String, double[]> idNumbers() {
    return idNumbers;
  }
}
