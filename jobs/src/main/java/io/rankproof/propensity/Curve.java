package io.rankproof.propensity;

import java.util.List;

/**
 * What a method found.
 *
 * @param points one per context and position, in that order
 * @param diagnostics of the method
 */
record Curve(List<Propensity> points, List<Diagnostic> diagnostics) {}
