package io.rankproof.result;

import java.util.Optional;
import java.util.OptionalDouble;

/** A row of the table {@code propensity_diagnostics}. */
public record Diagnostic(
    String context, String measure, OptionalDouble value, Optional<String> note) {}
