package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Labels: engagements inside attribution windows, and grades made of them.
 *
 * @param primary the label that training and unnamed metrics use
 * @param window attribution window of engagements that name none; zero: final when logged
 * @param dataUntil the log's end; empty: a robust maximum of the impression times
 * @param engagements each is also a label of its own, 1 when it happened in time
 * @param events separate engagement table
 * @param grades composite labels: name to (engagement to term), the sum of the terms
 * @param sensitivity further windows under which the primary label is made as well, ascending
 * @param immature what becomes of requests whose windows were open when the log ended
 * @param leastCompleteness share of the primary label's engagements that must be known of an
 *     immature impression that is kept, in [0.01, 1]
 */
public record LabelConfig(
    String primary,
    Duration window,
    Optional<Instant> dataUntil,
    Map<String, Engagement> engagements,
    Optional<Events> events,
    Map<String, Map<String, Term>> grades,
    List<Duration> sensitivity,
    Immature immature,
    double leastCompleteness) {

  static LabelConfig of(Section section) {
    Engagement.Defaults defaults =
        new Engagement.Defaults(
            section.duration("window"),
            section.choice("match", Match.class),
            section.choice("touch", Touch.class));
    Map<String, Map<String, Term>> grades = new TreeMap<>();
    Section given = section.section("grades");
    for (String name : section.named("grades", grade -> grade).keySet()) {
      grades.put(name, Term.all(given.section(name)));
    }
    LabelConfig label =
        new LabelConfig(
            section.text("primary"),
            defaults.window,
            section.instant("data-until"),
            section.named("engagements", e -> Engagement.of(e, defaults)),
            section.optionalSection("events").map(Events::of),
            Collections.unmodifiableMap(grades),
            section.durations("sensitivity").stream().sorted().distinct().toList(),
            section.choice("immature", Immature.class),
            section.number("least-completeness", 0.01, 1));
    section.end();
    new LabelChecks(label).check();
    return label;
  }

  /** Names of all labels: engagements, grades, then the primary one under further windows. */
  public List<String> names() {
    List<String> names = new ArrayList<>(engagements.keySet());
    names.addAll(grades.keySet());
    variants().forEach(variant -> names.add(variant.name()));
    return List.copyOf(names);
  }

  /** The primary label under the windows of {@code sensitivity}. */
  public List<Variant> variants() {
    return sensitivity.stream().map(window -> Variant.of(primary, window)).toList();
  }

  /** Whether a label is the primary one under a further window. */
  public boolean isVariant(String name) {
    return variants().stream().anyMatch(variant -> variant.name().equals(name));
  }

  /** The longest attribution window: a gap between sets must not be shorter. */
  public Duration longestWindow() {
    List<Duration> windows = new ArrayList<>(sensitivity);
    engagements.values().forEach(engagement -> windows.add(engagement.window()));
    return windows.stream().max(Duration::compareTo).orElse(window);
  }

  /** The terms of a label: those of the grade, or the engagement alone. */
  public Map<String, Term> terms(String label) {
    Map<String, Term> terms = grades.get(label);
    return terms == null ? Map.of(label, Term.HAPPENED) : terms;
  }

  /** Engagements of which some grade needs the summed value, not only whether they happened. */
  public List<String> valued() {
    return engagements.keySet().stream()
        .filter(
            name ->
                grades.values().stream()
                    .anyMatch(t -> t.containsKey(name) && t.get(name).of() == Quantity.VALUE))
        .toList();
  }

  /**
   * A label under another window than its own.
   *
   * @param name of the label made so
   * @param window attribution window of all its engagements that have times
   */
  public record Variant(String name, Duration window) {
    private static Variant of(String base, Duration window) {
      return new Variant(base + "_within_" + text(window), window);
    }

    /** {@code PT36H} as {@code 36h}. */
    public static String text(Duration window) {
      return window.toString().substring(2).toLowerCase(Locale.ROOT).replace('.', '_');
    }
  }

  /** What becomes of requests whose windows were open when the log ended. */
  public enum Immature {
    /** They are in no set. */
    EXCLUDE,
    /** They are kept where enough is known, each engagement standing for those still to come. */
    WEIGHT
  }

  /** What an impression and an engagement have in common when one is attributed to the other. */
  public enum Match {
    /** Request and item: a click on the list shown. */
    REQUEST,
    /** User and item: whatever way the user took there after seeing it (view-through). */
    USER_ITEM
  }

  /** Which of several impressions an engagement belongs to. */
  public enum Touch {
    LAST,
    FIRST
  }

  /**
   * One kind of engagement.
   *
   * @param value SQL expression over the source's rows; other than null and 0 means it happened
   * @param time SQL expression, only with {@code value}: when it happened; checked against the
   *     window
   * @param event its value of the type column of the engagement table, instead of {@code value}
   * @param window attribution window, half open: [impression, impression + window)
   * @param atLeast it happened only when the value (of the column, or of the event) is at least
   *     this: dwell thresholds
   * @param match what attributes an event
   * @param touch which impression gets an event matched by user and item
   */
  public record Engagement(
      Optional<String> value,
      Optional<String> time,
      Optional<String> event,
      Duration window,
      Optional<Double> atLeast,
      Match match,
      Touch touch) {

    private record Defaults(Duration window, Match match, Touch touch) {}

    private static Engagement of(Section section, Defaults defaults) {
      Optional<Touch> ownTouch = section.optionalChoice("touch", Touch.class);
      Engagement engagement =
          new Engagement(
              section.optionalText("value"),
              section.optionalText("time"),
              section.optionalText("event"),
              section.optionalDuration("window").orElse(defaults.window),
              section.optionalNumber("at-least", -1e15, 1e15),
              section.optionalChoice("match", Match.class).orElse(defaults.match),
              ownTouch.orElse(defaults.touch));
      section.end();
      engagement.check(section);
      if (ownTouch.isPresent() && !engagement.isViewThrough()) {
        throw new ConfigException(
            section.full("touch"),
            "chooses among impressions of a user and item: it needs event and match = user-item");
      }
      return engagement;
    }

    private void check(Section section) {
      boolean oneSource = value.isPresent() != event.isPresent();
      if (!oneSource) {
        throw new ConfigException(
            section.full("value"), "give either value (a column) or event (a type in the table)");
      }
      if (time.isPresent() && event.isPresent()) {
        throw new ConfigException(
            section.full("time"),
            "belongs to value; the times of an event are label.events.time: remove it");
      }
    }

    /** Whether it is an event attributed to an impression of its user and item. */
    public boolean isViewThrough() {
      return event.isPresent() && match == Match.USER_ITEM;
    }

    /** Whether it is known when it happened. */
    public boolean hasTimes() {
      return event.isPresent() || time.isPresent();
    }
  }

  /** What a term of a grade multiplies. */
  public enum Quantity {
    /** 1 when the engagement happened, else 0. */
    HAPPENED,
    /** How often it happened. */
    COUNT,
    /** The sum of its values: minutes, money. */
    VALUE
  }

  /**
   * A term of a grade: weight x min(quantity, most).
   *
   * @param weight any sign: what hides a list costs is negative
   * @param of what is multiplied
   * @param most the quantity counts up to this; empty: without a bound
   */
  public record Term(double weight, Quantity of, Optional<Double> most) {
    private static final double LARGEST = 1e9;
    static final Term HAPPENED = new Term(1, Quantity.HAPPENED, Optional.empty());

    private static Map<String, Term> all(Section grade) {
      Map<String, Term> terms = new TreeMap<>();
      for (String engagement : grade.keys()) {
        terms.put(engagement, of(grade, engagement));
      }
      return Collections.unmodifiableMap(terms);
    }

    private static Term of(Section grade, String engagement) {
      if (!grade.isObject(engagement)) {
        double weight = grade.number(engagement, -LARGEST, LARGEST);
        return new Term(weight, Quantity.HAPPENED, Optional.empty());
      }
      Section section = grade.section(engagement);
      Term term =
          new Term(
              section.number("weight", -LARGEST, LARGEST),
              section.optionalChoice("of", Quantity.class).orElse(Quantity.HAPPENED),
              section.optionalNumber("most", 0, LARGEST));
      section.end();
      return term;
    }
  }

  /**
   * The engagement table.
   *
   * @param table its name under {@code source.tables}
   * @param request SQL expression; may be null where engagements are matched by user and item
   * @param item SQL expression
   * @param user SQL expression, for engagements that are matched by user and item
   * @param type SQL expression: the kind of engagement
   * @param time SQL expression: when it happened
   * @param value SQL expression of a number that the event carries: seconds of dwell, money
   */
  public record Events(
      String table,
      String request,
      String item,
      Optional<String> user,
      String type,
      String time,
      Optional<String> value) {
    static Events of(Section section) {
      Events events =
          new Events(
              section.text("table"),
              section.optionalText("request").orElse("request"),
              section.optionalText("item").orElse("item"),
              section.optionalText("user"),
              section.optionalText("type").orElse("type"),
              section.optionalText("time").orElse("time"),
              section.optionalText("value"));
      section.end();
      return events;
    }
  }
}
