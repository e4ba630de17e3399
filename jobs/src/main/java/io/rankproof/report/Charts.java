package io.rankproof.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankproof.result.Json;
import io.rankproof.result.Measurement;
import java.util.List;

/** Data of the charts, in the form that {@code charts.js} draws. */
final class Charts {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ROW_PIXELS = 30;
  private static final int AXES_PIXELS = 84;

  private Charts() {}

  /**
   * A row of a forest plot.
   *
   * @param shown the numbers as text, for the tooltip
   */
  record ForestRow(String label, Measurement measured, Cell.Tone tone, String shown) {}

  /**
   * Estimates with their intervals, one under the other.
   *
   * @param zeroLine whether zero (no difference) is marked
   */
  static Chart forest(String title, String axis, boolean zeroLine, List<ForestRow> rows) {
    ObjectNode data = NODES.objectNode().put("kind", "forest").put("axis", axis);
    data.put("zero", zeroLine);
    ArrayNode list = data.putArray("rows");
    for (ForestRow row : rows) {
      ObjectNode node = list.addObject();
      node.put("label", row.label());
      node.put("tone", row.tone().style());
      node.put("shown", row.shown());
      measured(node, row.measured());
    }
    return Chart.of(
        title,
        title + ": a point for each estimate with its interval; the numbers are in the table.",
        AXES_PIXELS + ROW_PIXELS * rows.size(),
        data);
  }

  /** One curve of a line chart. */
  record Line(String name, boolean dashed, List<Point> points) {}

  /**
   * @param low lower end of its interval, or absent as {@link Measurement} has it
   */
  record Point(double x, Measurement y, String shown) {}

  /** Predicted against observed, with the line of perfect calibration. */
  static Chart reliability(String title, List<Line> lines) {
    return lines(
        title, "reliability", "predicted probability", "observed share of positives", lines);
  }

  /** Examination propensity by position. */
  static Chart propensity(String title, List<Line> lines) {
    return lines(title, "propensity", "position", "propensity relative to position 1", lines);
  }

  /** Shares of rows engaged with, by day or position. */
  static Chart mix(String title, String by, List<Line> lines) {
    return lines(
        title,
        "propensity",
        by.equals("day") ? "day of the log" : by,
        "share of rows engaged with",
        lines);
  }

  /** How uncertain a click model leaves the clicks at a position. */
  static Chart perplexity(String title, List<Line> lines) {
    return lines(title, "propensity", "position", "perplexity (1: certain, 2: a coin)", lines);
  }

  private static Chart lines(String title, String kind, String x, String y, List<Line> lines) {
    ObjectNode data = NODES.objectNode().put("kind", kind).put("x", x).put("y", y);
    ArrayNode list = data.putArray("lines");
    for (Line line : lines) {
      ObjectNode node = list.addObject().put("name", line.name()).put("dashed", line.dashed());
      ArrayNode points = node.putArray("points");
      for (Point point : line.points()) {
        ObjectNode entry = points.addObject().put("x", point.x()).put("shown", point.shown());
        measured(entry, point.y());
      }
    }
    return Chart.of(
            title, title + ": " + y + " by " + x + "; the numbers are in the table.", 380, data)
        .styled(Chart.Style.CURVES);
  }

  private static void measured(ObjectNode node, Measurement measured) {
    node.set("value", Json.number(measured.value()));
    node.set("low", Json.number(measured.low()));
    node.set("high", Json.number(measured.high()));
  }
}
