package io.rankproof.config;

import io.rankproof.config.LabelConfig.Engagement;
import io.rankproof.config.LabelConfig.Quantity;
import io.rankproof.config.LabelConfig.Term;
import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the labels of a config can be made. */
final class LabelChecks {
  /** What an event of the engagement table can be at once: bits of a long. */
  private static final int MOST = 62;

  private final LabelConfig label;

  LabelChecks(LabelConfig label) {
    this.label = label;
  }

  /**
   * @throws ConfigException naming the key
   */
  void check() {
    label.engagements().forEach(this::engagement);
    label.grades().forEach(this::grade);
    if (label.engagements().size() > MOST && label.events().isPresent()) {
      throw new ConfigException(
          "label.engagements",
          "there are "
              + label.engagements().size()
              + "; with an engagement table at most "
              + MOST
              + " can be made in one run");
    }
    if (label.engagements().isEmpty()) {
      return;
    }
    if (!label.engagements().containsKey(label.primary())
        && !label.grades().containsKey(label.primary())) {
      throw new ConfigException(
          "label.primary",
          "\""
              + label.primary()
              + "\" is no label; the labels are "
              + String.join(", ", label.names()));
    }
    sensitivity();
    immature();
  }

  private void immature() {
    if (label.immature() == LabelConfig.Immature.EXCLUDE) {
      return;
    }
    Engagement primary = label.engagements().get(label.primary());
    if (primary == null || !primary.hasTimes() || primary.window().isZero()) {
      throw new ConfigException(
          "label.immature",
          "\"weight\" needs a primary label that is an engagement with times and a window, for"
              + " the curve of its delays; "
              + label.primary()
              + " is none: choose another one, or exclude");
    }
  }

  private void engagement(String name, Engagement engagement) {
    String key = "label.engagements." + name;
    if (engagement.event().isEmpty()) {
      return;
    }
    LabelConfig.Events events =
        label
            .events()
            .orElseThrow(
                () ->
                    new ConfigException(
                        key + ".event", "needs the engagement table; set label.events"));
    if (engagement.atLeast().isPresent() && events.value().isEmpty()) {
      throw new ConfigException(
          key + ".at-least", "needs the value of an event; set label.events.value");
    }
    if (engagement.isViewThrough() && events.user().isEmpty()) {
      throw new ConfigException(
          key + ".match", "\"user-item\" needs the user of an event; set label.events.user");
    }
  }

  private void grade(String name, Map<String, Term> terms) {
    String key = "label.grades." + name;
    if (label.engagements().containsKey(name)) {
      throw new ConfigException(
          key, "\"" + name + "\" is already an engagement; choose another name");
    }
    terms.forEach((engagement, term) -> term(key + "." + engagement, engagement, term));
  }

  private void term(String key, String name, Term term) {
    Engagement engagement = label.engagements().get(name);
    if (engagement == null) {
      throw new ConfigException(
          key,
          "\""
              + name
              + "\" is no engagement; label.engagements has "
              + String.join(", ", label.engagements().keySet())
              + Nearest.hint(name, label.engagements().keySet()));
    }
    boolean event = engagement.event().isPresent();
    if (term.of() == Quantity.VALUE
        && event
        && label.events().filter(e -> e.value().isPresent()).isEmpty()) {
      throw new ConfigException(key + ".of", "\"value\" needs label.events.value; set it");
    }
  }

  private void sensitivity() {
    Set<String> names = new HashSet<>();
    for (String name : label.names()) {
      if (!names.add(name)) {
        throw new ConfigException(
            "label.sensitivity",
            "its label " + name + " has a name that is taken; rename that one");
      }
    }
    if (label.sensitivity().isEmpty()) {
      return;
    }
    List<String> untimed =
        label.terms(label.primary()).keySet().stream()
            .filter(name -> !label.engagements().get(name).hasTimes())
            .toList();
    if (!untimed.isEmpty()) {
      throw new ConfigException(
          "label.sensitivity",
          "another window changes nothing for "
              + String.join(", ", untimed)
              + ", which has no times; give it a time, or an event");
    }
    if (label.sensitivity().contains(Duration.ZERO)) {
      throw new ConfigException("label.sensitivity", "\"0s\" is no window; give durations above 0");
    }
    if (label.terms(label.primary()).values().stream().anyMatch(t -> t.of() != Quantity.HAPPENED)) {
      throw new ConfigException(
          "label.sensitivity",
          "the primary label "
              + label.primary()
              + " counts more than whether engagements happened, which is known for their own"
              + " windows only; choose a primary label of plain weights");
    }
  }
}
