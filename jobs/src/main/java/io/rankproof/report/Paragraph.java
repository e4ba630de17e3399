package io.rankproof.report;

/** Plain sentences. */
public record Paragraph(String text) implements Block {}
