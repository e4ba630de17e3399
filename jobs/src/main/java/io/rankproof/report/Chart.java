package io.rankproof.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankproof.result.Json;

/**
 * A chart, drawn in the page by {@code charts.js} from its data.
 *
 * @param title what it shows, for everyone
 * @param description the same in a sentence, for those who do not see it
 * @param height pixels
 * @param style how much room it takes
 * @param data JSON, safe inside a script element
 */
public record Chart(String title, String description, int height, Style style, String data)
    implements Block {

  static Chart of(String title, String description, int height, ObjectNode data) {
    return new Chart(title, description, height, Style.WIDE, Json.embedded(data));
  }

  /** The room it takes. */
  public enum Style {
    WIDE("chart"),
    /** Two fit side by side. */
    HALF("chart half"),
    /** Not so wide that its lines become flat. */
    CURVES("chart curves");

    private final String css;

    Style(String css) {
      this.css = css;
    }

    /** Names of its style. */
    public String css() {
      return css;
    }
  }

  Chart styled(Style other) {
    return new Chart(title, description, height, other, data);
  }
}
