package io.rankproof.report;

import java.util.List;

/**
 * A part of the page.
 *
 * @param id anchor
 */
public record Section(String id, String title, List<Block> blocks) {}
