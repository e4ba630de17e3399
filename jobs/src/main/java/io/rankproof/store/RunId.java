package io.rankproof.store;

import io.rankproof.error.ConfigException;
import java.util.regex.Pattern;

/**
 * Names one run: a partition of every table and a folder under {@code runs/}.
 *
 * @param value letters, digits, {@code . _ -}, at most 100
 */
public record RunId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /**
   * @throws ConfigException if the value has other characters
   */
  public RunId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new ConfigException(
          "--run-id",
          "\"" + value + "\" is not allowed; give letters, digits, . _ - (100 at most)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
