package io.rankproof.report;

/** A piece of a section. */
public sealed interface Block permits Paragraph, Note, Grid, Chart {}
