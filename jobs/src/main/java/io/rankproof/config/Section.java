package io.rankproof.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One object of the config, read key by key. It remembers which keys were asked for, so that {@link
 * #end} can refuse the rest by name: a misspelt key never silently falls back to a default.
 */
final class Section {
  private final Config config;
  private final String path;
  private final Set<String> asked = new TreeSet<>();

  /** Full names of the keys asked for in the whole config. */
  private final Set<String> everywhere;

  Section(Config config, String path) {
    this(config, path, new TreeSet<>());
  }

  private Section(Config config, String path, Set<String> everywhere) {
    this.config = config;
    this.path = path;
    this.everywhere = everywhere;
  }

  String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key, "a text"));
  }

  Optional<String> optionalText(String key) {
    return value(key, "a text", () -> config.getString(quoted(key))).filter(s -> !s.isBlank());
  }

  boolean flag(String key) {
    return value(key, "true or false", () -> config.getBoolean(quoted(key)))
        .orElseThrow(() -> missing(key, "true or false"));
  }

  Optional<Boolean> optionalFlag(String key) {
    return value(key, "true or false", () -> config.getBoolean(quoted(key)));
  }

  int integer(String key, int least, int most) {
    String allowed = "a whole number from " + least + " to " + most;
    int number =
        value(key, allowed, () -> Math.toIntExact(whole(key)))
            .orElseThrow(() -> missing(key, allowed));
    if (number < least || number > most) {
      throw bad(key, number, allowed);
    }
    return number;
  }

  /** HOCON reads 1000.7 as 1000; here it is a mistake. */
  private long whole(String key) {
    double number = config.getDouble(quoted(key));
    long whole = config.getLong(quoted(key));
    if (number != whole) {
      throw new com.typesafe.config.ConfigException.BadValue(key, "not a whole number");
    }
    return whole;
  }

  long wholeNumber(String key, long least) {
    String allowed = "a whole number of at least " + least;
    long number = value(key, allowed, () -> whole(key)).orElseThrow(() -> missing(key, allowed));
    if (number < least) {
      throw bad(key, number, allowed);
    }
    return number;
  }

  double number(String key, double least, double most) {
    return optionalNumber(key, least, most)
        .orElseThrow(() -> missing(key, "a number from " + least + " to " + most));
  }

  Optional<Double> optionalNumber(String key, double least, double most) {
    String allowed = "a number from " + least + " to " + most;
    Optional<Double> number = value(key, allowed, () -> config.getDouble(quoted(key)));
    if (number.isPresent() && !(number.get() >= least && number.get() <= most)) {
      throw bad(key, number.get(), allowed);
    }
    return number;
  }

  Duration duration(String key) {
    return optionalDuration(key).orElseThrow(() -> missing(key, "a duration such as 30m, 24h, 7d"));
  }

  Optional<Duration> optionalDuration(String key) {
    String allowed = "a duration such as 30m, 24h, 7d";
    Optional<Duration> duration = value(key, allowed, () -> withUnit(key));
    if (duration.isPresent() && duration.get().isNegative()) {
      throw bad(key, duration.get(), allowed + ", not negative");
    }
    return duration;
  }

  /** HOCON reads a bare 24 as milliseconds; nobody means that. */
  private Duration withUnit(String key) {
    if (!config.getString(quoted(key)).strip().matches(".*[a-zA-Z]")) {
      throw new com.typesafe.config.ConfigException.BadValue(key, "no unit");
    }
    return config.getDuration(quoted(key));
  }

  Optional<Instant> instant(String key) {
    return optionalText(key)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException unreadable) {
                throw bad(key, text, "an instant such as 2026-01-31T00:00:00Z");
              }
            });
  }

  <T extends Enum<T>> Optional<T> optionalChoice(String key, Class<T> type) {
    return optionalText(key).map(text -> choice(key, text, Arrays.asList(type.getEnumConstants())));
  }

  <T extends Enum<T>> T choice(String key, Class<T> type) {
    return choice(key, text(key), Arrays.asList(type.getEnumConstants()));
  }

  /** A list of different choices among those that are allowed. */
  <T extends Enum<T>> List<T> choices(String key, Class<T> type, Predicate<T> allowed) {
    List<T> among = Arrays.stream(type.getEnumConstants()).filter(allowed).toList();
    return texts(key).stream().map(text -> choice(key, text, among)).distinct().toList();
  }

  private <T extends Enum<T>> T choice(String key, String text, List<T> among) {
    List<String> allowed = among.stream().map(Section::name).toList();
    int index = allowed.indexOf(text);
    if (index < 0) {
      throw bad(key, text, "one of " + String.join(", ", allowed) + Nearest.hint(text, allowed));
    }
    return among.get(index);
  }

  /** A choice as configs write it. */
  static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A list of durations, each with its unit. */
  List<Duration> durations(String key) {
    String allowed = "durations such as [1h, 24h, 7d]";
    List<Duration> durations = new ArrayList<>();
    for (String text : texts(key)) {
      try {
        String quoted = ConfigUtil.quoteString(text);
        Section item = new Section(ConfigFactory.parseString("item = " + quoted), full(key));
        durations.add(item.duration("item"));
      } catch (ConfigException wrong) {
        throw bad(key, text, allowed);
      }
    }
    return List.copyOf(durations);
  }

  /** The names of what is here, in alphabetical order; each is yet to be asked for. */
  Set<String> keys() {
    return new TreeSet<>(config.root().keySet());
  }

  /** Whether a key holds an object { ... }. */
  boolean isObject(String key) {
    ConfigValue raw = config.root().get(key);
    return raw != null && raw.valueType() == ConfigValueType.OBJECT;
  }

  List<String> texts(String key) {
    return List.copyOf(
        value(key, "a list of texts", () -> config.getStringList(quoted(key))).orElse(List.of()));
  }

  List<Double> numbers(String key, double least, double most) {
    String allowed = "a list of numbers from " + least + " to " + most;
    List<Double> numbers =
        value(key, allowed, () -> List.copyOf(config.getDoubleList(quoted(key)))).orElse(List.of());
    for (double number : numbers) {
      if (!(number >= least && number <= most)) {
        throw bad(key, number, allowed);
      }
    }
    return numbers;
  }

  /** A list whose items are objects. */
  List<Section> sections(String key) {
    List<? extends ConfigObject> items =
        value(key, "a list of objects", () -> config.getObjectList(quoted(key)))
            .<List<? extends ConfigObject>>map(list -> list)
            .orElse(List.of());
    List<Section> sections = new ArrayList<>();
    for (ConfigObject item : items) {
      sections.add(
          new Section(item.toConfig(), full(key) + "[" + sections.size() + "]", everywhere));
    }
    return sections;
  }

  Section section(String key) {
    return optionalSection(key).orElseThrow(() -> missing(key, "an object { ... }"));
  }

  Optional<Section> optionalSection(String key) {
    return value(key, "an object { ... }", () -> config.getConfig(quoted(key)))
        .map(object -> new Section(object, full(key), everywhere));
  }

  /** An object with names of the user's choosing, in alphabetical order of the names. */
  <T> Map<String, T> named(String key, Function<Section, T> reader) {
    Map<String, T> result = new LinkedHashMap<>();
    Section object = section(key);
    for (String name : new TreeMap<>(object.config.root()).keySet()) {
      checkName(key, name);
      if (object.config.root().get(name).valueType() != ConfigValueType.NULL) {
        result.put(name, reader.apply(object.section(name)));
      }
    }
    return Collections.unmodifiableMap(result);
  }

  /** An object from names of the user's choosing to texts. */
  Map<String, String> namedTexts(String key) {
    Map<String, String> result = new LinkedHashMap<>();
    Section object = section(key);
    for (String name : new TreeMap<>(object.config.root()).keySet()) {
      checkName(key, name);
      object.optionalText(name).ifPresent(text -> result.put(name, text));
    }
    return Collections.unmodifiableMap(result);
  }

  /** An object from free keys (dots allowed) to texts, such as reader options. */
  Map<String, String> options(String key) {
    Map<String, String> result = new TreeMap<>();
    section(key)
        .config
        .entrySet()
        .forEach(
            entry ->
                result.put(
                    String.join(".", ConfigUtil.splitPath(entry.getKey())),
                    String.valueOf(entry.getValue().unwrapped())));
    return Collections.unmodifiableMap(result);
  }

  /** An object from names of the user's choosing to numbers. */
  Map<String, Double> namedNumbers(String key) {
    Map<String, Double> result = new LinkedHashMap<>();
    Section object = section(key);
    for (String name : new TreeMap<>(object.config.root()).keySet()) {
      result.put(name, object.number(name, -1e9, 1e9));
    }
    return Collections.unmodifiableMap(result);
  }

  /** Refuses every key that nobody asked for. */
  void end() {
    for (String key : new TreeMap<>(config.root()).keySet()) {
      if (!asked.contains(key)) {
        throw new ConfigException(
            full(key),
            "unknown key"
                + origin(key)
                + "; allowed here: "
                + String.join(", ", asked)
                + Nearest.hint(key, asked));
      }
    }
  }

  ConfigException bad(String key, Object value, String allowed) {
    return new ConfigException(
        full(key), "\"" + value + "\"" + origin(key) + " is not allowed; give " + allowed);
  }

  String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Keys asked for so far in the whole config, in full: a test compares them with the defaults. */
  Set<String> askedEverywhere() {
    return everywhere;
  }

  private <T> Optional<T> value(String key, String allowed, Supplier<T> read) {
    asked.add(key);
    everywhere.add(full(key));
    ConfigValue raw = config.root().get(key);
    if (raw == null || raw.valueType() == ConfigValueType.NULL) {
      return Optional.empty();
    }
    try {
      return Optional.of(read.get());
    } catch (com.typesafe.config.ConfigException | ArithmeticException wrong) {
      throw bad(key, raw.unwrapped(), allowed);
    }
  }

  private ConfigException missing(String key, String allowed) {
    return new ConfigException(full(key), "has no value; give " + allowed);
  }

  private void checkName(String key, String name) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw new ConfigException(
          full(key),
          "\"" + name + "\" is not a usable name; give letters, digits and _, a letter first");
    }
  }

  private String origin(String key) {
    ConfigValue raw = config.root().get(key);
    if (raw != null && raw.origin().description().startsWith(ConfigLoader.COMMAND_LINE)) {
      return " (" + ConfigLoader.COMMAND_LINE + ")";
    }
    return raw == null || raw.origin().lineNumber() < 1
        ? ""
        : " (line " + raw.origin().lineNumber() + ")";
  }

  private static String quoted(String key) {
    return ConfigUtil.joinPath(key);
  }
}
