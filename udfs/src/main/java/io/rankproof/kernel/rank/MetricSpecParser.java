package io.rankproof.kernel.rank;

import io.rankproof.kernel.rank.Measure.Cutoff;
import io.rankproof.kernel.rank.MetricSpec.ApDenominator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one metric name: {@code measure[(option=value,...)][@cutoff]}. */
final class MetricSpecParser {
  private static final Pattern SHAPE =
      Pattern.compile("([A-Za-z_]+)\\s*(?:\\(([^()]*)\\))?\\s*(?:@\\s*(\\S+))?");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final int MAX_CUTOFF = 1_000_000;

  /** Names of other tools, for the hint only: one metric has one name here. */
  private static final Map<String, Measure> ELSEWHERE =
      Map.ofEntries(
          Map.entry("map", Measure.AP),
          Map.entry("mrr", Measure.RR),
          Map.entry("precision", Measure.PRECISION),
          Map.entry("recall", Measure.RECALL),
          Map.entry("success", Measure.HIT_RATE),
          Map.entry("hr", Measure.HIT_RATE),
          Map.entry("hit", Measure.HIT_RATE),
          Map.entry("gauc", Measure.AUC),
          Map.entry("mrrw", Measure.WRR),
          Map.entry("utility", Measure.MEAN_UTILITY));

  private final String text;
  private final Map<String, String> defaults;

  MetricSpecParser(String text, Map<String, String> defaults) {
    this.text = text.strip();
    this.defaults = defaults;
  }

  MetricSpec parse() {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw wrong("write measure(option=value,...)@cutoff, as in nDCG(label=save)@10");
    }
    Measure measure = measure(shape.group(1));
    Map<String, String> options = options(shape.group(2), allowed(measure));
    defaults.forEach(
        (name, value) -> {
          if (allowed(measure).contains(name)) {
            options.putIfAbsent(name, value);
          }
        });
    int cutoff = cutoff(measure, shape.group(3));
    return new MetricSpec(
        measure,
        cutoff,
        label(options.get("label")),
        relevance(measure, options),
        denominator(options.get("denominator")),
        measure == Measure.RBP ? persistence(options.get("p")) : 0);
  }

  static List<String> splitOutsideParentheses(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(list.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(list.substring(start));
    return parts;
  }

  private Measure measure(String name) {
    for (Measure measure : Measure.values()) {
      if (measure.title().equalsIgnoreCase(name)) {
        return measure;
      }
    }
    throw wrong(
        "unknown measure '"
            + name
            + "', nearest is '"
            + nearest(name).title()
            + "'; allowed: "
            + Arrays.stream(Measure.values())
                .map(Measure::title)
                .collect(Collectors.joining(", ")));
  }

  private static Measure nearest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Measure known = ELSEWHERE.get(lower);
    return known != null
        ? known
        : Arrays.stream(Measure.values())
            .min(
                Comparator.comparingInt(
                    m -> EditDistance.between(lower, m.title().toLowerCase(Locale.ROOT))))
            .orElseThrow();
  }

  static List<String> allowed(Measure measure) {
    List<String> names = new ArrayList<>(List.of("label"));
    if (measure == Measure.MEAN_UTILITY) {
      return names;
    }
    names.add(measure.graded() ? "gain" : measure == Measure.ERR ? "max" : "rel");
    if (measure == Measure.AP) {
      names.add("denominator");
    }
    if (measure == Measure.RBP) {
      names.add("p");
    }
    return names;
  }

  private Map<String, String> options(String body, List<String> allowed) {
    Map<String, String> options = new LinkedHashMap<>();
    if (body == null || body.isBlank()) {
      return options;
    }
    for (String option : body.split(",", -1)) {
      String[] pair = option.split("=", 2);
      String name = pair[0].strip();
      if (pair.length != 2 || !allowed.contains(name)) {
        throw wrong(
            "option '" + option.strip() + "'; allowed: " + String.join("=, ", allowed) + "=");
      }
      if (options.put(name, pair[1].strip()) != null) {
        throw wrong("option '" + name + "' is given twice");
      }
    }
    return options;
  }

  private int cutoff(Measure measure, String given) {
    if (given == null) {
      if (measure.cutoff() == Cutoff.REQUIRED) {
        throw wrong("a cut-off is needed, as in " + measure.title() + "@10");
      }
      return 0;
    }
    if (measure.cutoff() == Cutoff.NONE) {
      throw wrong(measure.title() + " takes no cut-off");
    }
    if (!given.matches("[0-9]{1,7}")) {
      throw wrong("cut-off '" + given + "' is not a whole number from 1 to " + MAX_CUTOFF);
    }
    int cutoff = Integer.parseInt(given);
    if (cutoff < 1 || cutoff > MAX_CUTOFF) {
      throw wrong("cut-off '" + given + "' is not a whole number from 1 to " + MAX_CUTOFF);
    }
    return cutoff;
  }

  private String label(String given) {
    if (given == null) {
      return "";
    }
    if (!LABEL.matcher(given).matches()) {
      throw wrong("label '" + given + "' is not a name (letters, digits, '_', '.', '-')");
    }
    return given;
  }

  private Relevance relevance(Measure measure, Map<String, String> options) {
    if (measure.graded()) {
      return gain(options.getOrDefault("gain", "exp"));
    }
    if (measure == Measure.MEAN_UTILITY) {
      return new Relevance.Utility();
    }
    return measure == Measure.ERR
        ? options.containsKey("max")
            ? new Relevance.Satisfaction(highestGrade(options.get("max")))
            : MetricSpec.DEFAULT_SCALE
        : options.containsKey("rel")
            ? new Relevance.AtLeast(positive("rel", options.get("rel")))
            : MetricSpec.DEFAULT_RELEVANT;
  }

  private double highestGrade(String given) {
    double max = positive("max", given);
    if (max > Gain.Exponential.LARGEST_LABEL) {
      throw wrong(
          "max "
              + given
              + "; the highest grade is at most "
              + Numbers.text(Gain.Exponential.LARGEST_LABEL));
    }
    return max;
  }

  private Gain gain(String given) {
    if (given.equals("exp")) {
      return Gain.EXPONENTIAL;
    }
    if (given.equals("linear")) {
      return Gain.LINEAR;
    }
    if (given.startsWith("map:")) {
      return gainMap(given.substring("map:".length()));
    }
    throw wrong("gain '" + given + "'; allowed: exp, linear, map:label:gain;label:gain;...");
  }

  private Gain gainMap(String entries) {
    Map<Double, Double> gains = new TreeMap<>();
    for (String entry : entries.split(";", -1)) {
      String[] pair = entry.split(":", -1);
      if (pair.length != 2) {
        throw wrong("gain map entry '" + entry + "'; write label:gain, as in map:0:0;1:1;2:3");
      }
      // + 0.0 makes -0 the same label as 0.
      if (gains.put(number("gain", pair[0]) + 0.0, number("gain", pair[1]) + 0.0) != null) {
        throw wrong("gain map names label " + pair[0].strip() + " twice");
      }
    }
    try {
      return Gain.mapped(gains);
    } catch (IllegalArgumentException invalid) {
      throw wrong(invalid.getMessage());
    }
  }

  private ApDenominator denominator(String given) {
    if (given == null) {
      return ApDenominator.MIN;
    }
    return Arrays.stream(ApDenominator.values())
        .filter(value -> value.title().equals(given))
        .findFirst()
        .orElseThrow(() -> wrong("denominator '" + given + "'; allowed: min, R"));
  }

  private double persistence(String given) {
    double p = given == null ? MetricSpec.DEFAULT_PERSISTENCE : number("p", given);
    if (!(p > 0 && p < 1)) {
      throw wrong("p '" + given + "' is not between 0 and 1, both excluded");
    }
    return p;
  }

  private double positive(String option, String given) {
    double value = number(option, given);
    if (!(value > 0)) {
      throw wrong(option + " '" + given + "' is not above 0");
    }
    return value;
  }

  private double number(String option, String given) {
    try {
      double value = Double.parseDouble(given.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      throw wrong(option + " '" + given + "' is not a number");
    }
    throw wrong(option + " '" + given + "' is not finite");
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("metric '" + text + "': " + what);
  }
}
