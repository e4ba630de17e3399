package io.rankproof.label;

import java.util.Map;
import java.util.Optional;

/**
 * What the engagement table holds.
 *
 * @param counts rows of each engagement by its name, and unusable ones
 * @param recorded from when to when; empty: there is no table
 */
public record Logged(Map<String, Long> counts, Optional<Recorded> recorded) {
  static final Logged NOTHING = new Logged(Map.of(), Optional.empty());
}
