package io.rankproof.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table. The first {@code textColumns} columns are words, the rest numbers.
 *
 * @param caption what it shows
 * @param folded whether it is behind its caption until asked for; a printed page shows it anyway
 */
public record Grid(
    String caption, boolean folded, int textColumns, List<String> columns, List<List<Cell>> rows)
    implements Block {

  static Builder of(String caption, int textColumns, String... columns) {
    return new Builder(caption, textColumns, List.of(columns));
  }

  /** Collects rows. */
  static final class Builder {
    private final String caption;
    private final int textColumns;
    private final List<String> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Builder(String caption, int textColumns, List<String> columns) {
      this.caption = caption;
      this.textColumns = textColumns;
      this.columns = columns;
    }

    Builder row(String... texts) {
      return row(Arrays.stream(texts).map(Cell::of).toList());
    }

    Builder row(List<Cell> cells) {
      if (cells.size() != columns.size()) {
        throw new IllegalArgumentException(
            caption + ": " + cells.size() + " cells for " + columns.size() + " columns");
      }
      rows.add(List.copyOf(cells));
      return this;
    }

    Grid open() {
      return new Grid(caption, false, textColumns, columns, List.copyOf(rows));
    }

    Grid folded() {
      return new Grid(caption, true, textColumns, columns, List.copyOf(rows));
    }
  }
}
