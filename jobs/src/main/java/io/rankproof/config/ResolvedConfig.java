package io.rankproof.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The text behind a config, for the ledger, for people, and for telling two configs apart. */
public final class ResolvedConfig {
  /** Only options handed to readers and to Spark hold secrets; columns may be called anything. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(source\\.tables\\.[^.]+\\.options|spark\\.conf)\\..*"
              + "(password|passwd|secret|token|credential|account[.-]?key|access[.-]?key"
              + "|private[.-]?key|api[.-]?key|sas).*");

  /** Where results lie and how Spark is set up does not change what is computed. */
  private static final Pattern WITHOUT_EFFECT = Pattern.compile("(store|spark|data)\\..*");

  private final Config config;

  ResolvedConfig(Config config) {
    this.config = config;
  }

  /** HOCON text with the values of keys that look like secrets redacted. */
  public String redactedText() {
    Config shown = config;
    for (Map.Entry<String, com.typesafe.config.ConfigValue> entry : config.entrySet()) {
      if (SECRET.matcher(entry.getKey()).matches()) {
        shown = shown.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef("(redacted)"));
      }
    }
    return shown
        .root()
        .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
  }

  /** Every key that has an effect on results, with its value; of secrets only a hash. */
  public SortedMap<String, String> effective() {
    SortedMap<String, String> values = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (!WITHOUT_EFFECT.matcher(key).matches()) {
                boolean secret = SECRET.matcher(key).matches();
                values.put(
                    key,
                    secret ? "(redacted)" : entry.getValue().render(ConfigRenderOptions.concise()));
              }
            });
    return values;
  }

  /** Hash of {@link #effective}, 16 hexadecimal digits. */
  public String hash() {
    StringBuilder text = new StringBuilder();
    effective().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return hash(text.toString());
  }

  /** First 16 hexadecimal digits of the text's SHA-256. */
  public static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
