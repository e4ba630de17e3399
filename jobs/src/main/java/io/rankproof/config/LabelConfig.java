package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels: engagements inside attribution windows, and grades made of them.
 *
 * @param primary the label that training and unnamed metrics use
 * @param window attribution window of engagements that name none; zero: final when logged
 * @param dataUntil the log's end; empty: a robust maximum of the impression times
 * @param engagements each is also a label of its own, 1 when it happened in time
 * @param events separate engagement table
 * @param grades composite labels: name to (engagement to weight), the sum of the weights
 */
public record LabelConfig(
    String primary,
    Duration window,
    Optional<Instant> dataUntil,
    Map<String, Engagement> engagements,
    Optional<Events> events,
    Map<String, Map<String, Double>> grades) {

  static LabelConfig of(Section section) {
    Duration window = section.duration("window");
    Map<String, Map<String, Double>> grades = new java.util.TreeMap<>();
    for (String name : section.named("grades", grade -> grade).keySet()) {
      grades.put(name, section.section("grades").namedNumbers(name));
    }
    LabelConfig label =
        new LabelConfig(
            section.text("primary"),
            window,
            section.instant("data-until"),
            section.named("engagements", e -> Engagement.of(e, window)),
            section.optionalSection("events").map(Events::of),
            java.util.Collections.unmodifiableMap(grades));
    section.end();
    label.check();
    return label;
  }

  /** Names of all labels, engagements first. */
  public List<String> names() {
    List<String> names = new ArrayList<>(engagements.keySet());
    names.addAll(grades.keySet());
    return List.copyOf(names);
  }

  /** The longest attribution window: a gap between sets must not be shorter. */
  public Duration longestWindow() {
    return engagements.values().stream()
        .map(Engagement::window)
        .max(Duration::compareTo)
        .orElse(window);
  }

  private void check() {
    for (Map.Entry<String, Engagement> entry : engagements.entrySet()) {
      if (entry.getValue().event().isPresent() && events.isEmpty()) {
        throw new ConfigException(
            "label.engagements." + entry.getKey() + ".event",
            "needs the engagement table; set label.events");
      }
    }
    grades.forEach(
        (grade, weights) -> {
          if (engagements.containsKey(grade)) {
            throw new ConfigException(
                "label.grades." + grade,
                "\"" + grade + "\" is already an engagement; choose another name");
          }
          weights.keySet().forEach(e -> checkKnown("label.grades." + grade + "." + e, e));
        });
    if (!names().isEmpty() && !names().contains(primary)) {
      throw new ConfigException(
          "label.primary",
          "\"" + primary + "\" is no label; the labels are " + String.join(", ", names()));
    }
  }

  private void checkKnown(String key, String engagement) {
    if (!engagements.containsKey(engagement)) {
      throw new ConfigException(
          key,
          "\""
              + engagement
              + "\" is no engagement; label.engagements has "
              + String.join(", ", engagements.keySet())
              + Nearest.hint(engagement, engagements.keySet()));
    }
  }

  /**
   * One kind of engagement.
   *
   * @param value SQL expression over the source's rows; other than null and 0 means it happened
   * @param time SQL expression, only with {@code value}: when it happened; checked against the
   *     window
   * @param event its value of the type column of the engagement table, instead of {@code value}
   * @param window attribution window, half open: [impression, impression + window)
   */
  public record Engagement(
      Optional<String> value, Optional<String> time, Optional<String> event, Duration window) {

    static Engagement of(Section section, Duration window) {
      Engagement engagement =
          new Engagement(
              section.optionalText("value"),
              section.optionalText("time"),
              section.optionalText("event"),
              section.optionalDuration("window").orElse(window));
      section.end();
      boolean oneSource = engagement.value.isPresent() != engagement.event.isPresent();
      if (!oneSource) {
        throw new ConfigException(
            section.full("value"), "give either value (a column) or event (a type in the table)");
      }
      if (engagement.time.isPresent() && engagement.event.isPresent()) {
        throw new ConfigException(
            section.full("time"),
            "belongs to value; the times of an event are label.events.time: remove it");
      }
      return engagement;
    }
  }

  /**
   * The engagement table.
   *
   * @param table its name under {@code source.tables}
   * @param request SQL expression
   * @param item SQL expression
   * @param type SQL expression: the kind of engagement
   * @param time SQL expression: when it happened
   */
  public record Events(String table, String request, String item, String type, String time) {
    static Events of(Section section) {
      Events events =
          new Events(
              section.text("table"),
              section.optionalText("request").orElse("request"),
              section.optionalText("item").orElse("item"),
              section.optionalText("type").orElse("type"),
              section.optionalText("time").orElse("time"));
      section.end();
      return events;
    }
  }
}
