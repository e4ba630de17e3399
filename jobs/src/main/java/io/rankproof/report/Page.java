package io.rankproof.report;

import java.util.List;

/**
 * The whole page, as the template takes it.
 *
 * @param title the run's name
 * @param subtitle what the run looked at, in one line
 * @param style CSS
 * @param library the charts' library
 * @param script draws the charts
 */
public record Page(
    String title,
    String subtitle,
    VerdictCard verdict,
    List<Section> sections,
    String style,
    String library,
    String script) {}
