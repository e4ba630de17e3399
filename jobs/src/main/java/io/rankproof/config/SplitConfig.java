package io.rankproof.config;

import io.rankproof.error.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests a model learns from, is chosen by, and is judged on.
 *
 * @param kind what the sets are made by
 * @param train share of the train set among the requests that are in a set, in (0, 1)
 * @param validation share of the validation set among them, in (0, 1)
 * @param validationStart first boundary; overrides the share
 * @param testStart second boundary; overrides the share
 * @param gap requests this long before a boundary are in no set
 * @param featureDelay how late features arrive; the gap covers it
 * @param heldOut shares of the users or items that training never sees
 * @param lastN requests of every user that are its test set, and as many before them its validation
 *     set
 * @param folds test windows of a rolling split
 * @param fold which of them, from 1; empty: all, one run after another
 * @param column SQL expression over the source's rows that names the set
 * @param promises what the column's sets keep apart: the leak audit holds them to it
 * @param segments bounds of the segments that are made of the split itself
 */
public record SplitConfig(
    Kind kind,
    double train,
    double validation,
    Optional<Instant> validationStart,
    Optional<Instant> testStart,
    Duration gap,
    Duration featureDelay,
    HeldOut heldOut,
    int lastN,
    int folds,
    Optional<Integer> fold,
    Optional<String> column,
    Set<Promise> promises,
    Segments segments) {

  static SplitConfig of(Section section, Duration longestWindow) {
    Duration delay = section.duration("feature-delay");
    Duration least = longestWindow.plus(delay);
    Kind kind = section.choice("kind", Kind.class);
    SplitConfig split =
        new SplitConfig(
            kind,
            section.number("train", 0.01, 0.98),
            section.number("validation", 0.01, 0.98),
            section.instant("validation-start"),
            section.instant("test-start"),
            section.optionalDuration("gap").orElse(least),
            delay,
            HeldOut.of(section.section("held-out")),
            section.integer("last-n", 1, 1000),
            section.integer("folds", 2, 100),
            section.optionalNumber("fold", 1, 100).map(Double::intValue),
            section.optionalText("column"),
            promises(section, kind),
            Segments.of(section.section("segments")));
    section.end();
    split.checkWindows(section, least);
    split.checkKind(section);
    return split;
  }

  /** Whether every fold of a rolling split is asked for. */
  public boolean isAllFolds() {
    return kind == Kind.ROLLING && fold.isEmpty();
  }

  private static Set<Promise> promises(Section section, Kind kind) {
    List<String> allowed = Arrays.stream(Promise.values()).map(Promise::text).toList();
    Set<Promise> given = EnumSet.noneOf(Promise.class);
    for (String text : section.texts("promises")) {
      if (!allowed.contains(text)) {
        String hint = Nearest.hint(text, allowed);
        throw section.bad("promises", text, "some of " + String.join(", ", allowed) + hint);
      }
      given.add(Promise.values()[allowed.indexOf(text)]);
    }
    if (!given.isEmpty() && kind != Kind.COLUMN) {
      throw new ConfigException(
          section.full("promises"),
          "belongs to kind = column; what " + kind.text() + " promises is known: remove it");
    }
    return kind == Kind.COLUMN ? given : kind.promises();
  }

  private void checkWindows(Section section, Duration least) {
    if (gap.compareTo(least) < 0) {
      throw section.bad(
          "gap", gap, "at least " + least + " (longest attribution window + feature-delay)");
    }
    if (train + validation >= 1) {
      throw section.bad("validation", validation, "less than 1 - split.train: nothing is left");
    }
    if (validationStart.isPresent() != testStart.isPresent()) {
      throw new ConfigException(
          section.full("test-start"), "give both validation-start and test-start, or neither");
    }
    if (validationStart.isPresent() && !validationStart.get().isBefore(testStart.orElseThrow())) {
      throw section.bad("validation-start", validationStart.get(), "an instant before test-start");
    }
  }

  private void checkKind(Section section) {
    if (column.isPresent() != (kind == Kind.COLUMN)) {
      throw new ConfigException(
          section.full("column"),
          column.isPresent()
              ? "belongs to kind = column; the kind is " + kind.text() + ": remove one of them"
              : "has no value; give the SQL expression that names each row's set");
    }
    if (fold.isPresent() && kind != Kind.ROLLING) {
      throw new ConfigException(
          section.full("fold"), "belongs to kind = rolling; the kind is " + kind.text());
    }
    if (fold.isPresent() && fold.get() > folds) {
      throw section.bad("fold", fold.get(), "a fold from 1 to split.folds = " + folds);
    }
  }

  /** Ways to make the sets. */
  public enum Kind {
    /** Windows of time with gaps. */
    TIME(Promise.TIME),
    /** Users by a hash of the user, at all times. */
    USER(Promise.USER),
    /** Windows of time, and in each only the rows of its own items. */
    ITEM(Promise.TIME, Promise.ITEM),
    /** Windows of time, and in each only its own users. */
    USER_TIME(Promise.TIME, Promise.USER),
    /** Every user's last requests. */
    LAST_N,
    /** Windows of time whose test window moves on, fold by fold. */
    ROLLING(Promise.TIME),
    /** As a column of the log says. */
    COLUMN;

    private final Set<Promise> promises;

    Kind(Promise... promises) {
      this.promises = Set.of(promises);
    }

    /** As in the config. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the sets keep apart. */
    public Set<Promise> promises() {
      return promises;
    }
  }

  /** What sets keep apart. */
  public enum Promise {
    /** No set has a request later than one of the next set, less the gap. */
    TIME,
    /** No user is in two sets. */
    USER,
    /** No item is in two sets. */
    ITEM;

    /** As in the config. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Shares of the users or items, the rest being train's.
   *
   * @param validation in (0, 1)
   * @param test in (0, 1)
   */
  public record HeldOut(double validation, double test) {
    static HeldOut of(Section section) {
      HeldOut heldOut =
          new HeldOut(
              section.number("validation", 0.001, 0.98), section.number("test", 0.001, 0.98));
      section.end();
      if (heldOut.validation + heldOut.test > 0.99) {
        throw section.bad("test", heldOut.test, "shares that leave a hundredth or more to train");
      }
      return heldOut;
    }
  }

  /**
   * Bounds of the automatic segments.
   *
   * @param newUser a user is new until this long after its first request in the log
   * @param coldItem an item with fewer rows in train is cold
   * @param heavyUser share of the training users that are heavy: the most active ones
   */
  public record Segments(Duration newUser, int coldItem, double heavyUser) {
    static Segments of(Section section) {
      Segments segments =
          new Segments(
              section.duration("new-user"),
              section.integer("cold-item", 1, 1_000_000_000),
              section.number("heavy-user", 0.0001, 1));
      section.end();
      return segments;
    }
  }

  /** Segments that are made of the split itself; usable wherever a segment is. */
  public enum AutomaticSegment {
    /** seen, unseen: whether the user is in train. */
    USER_SEEN,
    /** new, established: how long ago the user's first request in the log was. */
    USER_NEW,
    /** heavy, regular: how active the user was in train. */
    USER_HEAVY,
    /** cold, warm: how many rows the item has in train. */
    ITEM_COLD;

    /** Its name in {@code evaluate.slices}. */
    public String segment() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it says something of the user: rows without one have no value. */
    boolean isOfUsers() {
      return this != ITEM_COLD;
    }

    /** Names of all of them. */
    public static List<String> names() {
      List<String> names = new ArrayList<>();
      for (AutomaticSegment segment : values()) {
        names.add(segment.segment());
      }
      return names;
    }
  }
}
