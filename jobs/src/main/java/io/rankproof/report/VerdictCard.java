package io.rankproof.report;

import java.util.List;

/**
 * The answer, at the top of the page.
 *
 * @param style name of its colour
 * @param verdict as the tables call it
 * @param headline the answer in a sentence
 * @param explanation what it rests on and what it does not mean
 * @param reasons what decided it
 * @param needed how much data would settle it; may be empty
 */
public record VerdictCard(
    String style,
    String verdict,
    String headline,
    String explanation,
    List<String> reasons,
    String needed) {}
