package io.rankproof.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reading and comparing the JSON files of a run. */
final class Json {
  private Json() {}

  static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Same shape and texts; numbers within a tolerance. */
  static void assertClose(JsonNode actual, JsonNode expected, double tolerance, String where) {
    if (expected.isNumber()) {
      assertThat(actual.isNumber()).as(where).isTrue();
      assertThat(actual.doubleValue())
          .as(where)
          .isCloseTo(expected.doubleValue(), within(tolerance));
    } else if (expected.isContainerNode()) {
      assertThat(actual.size()).as(where + ": size").isEqualTo(expected.size());
      for (String child : children(expected)) {
        JsonNode right =
            expected.isArray() ? expected.get(Integer.parseInt(child)) : expected.get(child);
        JsonNode left = actual.isArray() ? actual.get(Integer.parseInt(child)) : actual.get(child);
        assertThat(left).as(where + "/" + child).isNotNull();
        assertClose(left, right, tolerance, where + "/" + child);
      }
    } else {
      assertThat(actual).as(where).isEqualTo(expected);
    }
  }

  private static List<String> children(JsonNode node) {
    List<String> names = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        names.add(String.valueOf(i));
      }
    } else {
      node.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }
}
