package io.rankproof.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** The run's JSON files: indented, UTF-8, null for what is not known. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** A number, or null. */
  public static JsonNode number(OptionalDouble value) {
    return value.isPresent()
        ? JsonNodeFactory.instance.numberNode(value.getAsDouble())
        : JsonNodeFactory.instance.nullNode();
  }

  /** A file's content. */
  public static byte[] bytes(JsonNode node) {
    try {
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain nodes could not be written", impossible);
    }
  }

  /**
   * One line for an HTML script element: no character in it can end the element or start a comment.
   */
  public static String embedded(JsonNode node) {
    return node.toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
