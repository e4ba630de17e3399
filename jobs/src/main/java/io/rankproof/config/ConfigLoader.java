package io.rankproof.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.rankproof.error.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a config file over the documented defaults. */
public final class ConfigLoader {
  /** Where a setting of the command line comes from. */
  static final String COMMAND_LINE = "--set";

  private static final String DEFAULTS = "/io/rankproof/config/defaults.conf";

  private ConfigLoader() {}

  /**
   * @param file the config file
   * @param settings {@code key=value} from the command line, later ones winning
   * @throws ConfigException one line for the first thing that is wrong
   */
  public static RankproofConfig load(Path file, List<String> settings) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("--config", "\"" + file + "\" is no file; give a config file");
    }
    try {
      Config user = ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults());
      return resolve(user, settings);
    } catch (com.typesafe.config.ConfigException unreadable) {
      throw unreadable(file.toString(), unreadable);
    }
  }

  /** The same from text, for embedding and tests. */
  public static RankproofConfig parse(String text, String... settings) {
    try {
      return resolve(ConfigFactory.parseString(text), List.of(settings));
    } catch (com.typesafe.config.ConfigException unreadable) {
      throw unreadable("config", unreadable);
    }
  }

  /** The documented defaults, as they stand in the product: every key with its meaning. */
  public static String defaultsText() {
    try (InputStream in = ConfigLoader.class.getResourceAsStream(DEFAULTS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static RankproofConfig resolve(Config user, List<String> settings) {
    Config config = user;
    for (String setting : settings) {
      config = set(config, setting);
    }
    return RankproofConfig.of(
        config.withFallback(defaults()).resolve(ConfigResolveOptions.noSystem()));
  }

  private static Config defaults() {
    return ConfigFactory.parseReader(
        new InputStreamReader(
            ConfigLoader.class.getResourceAsStream(DEFAULTS), StandardCharsets.UTF_8));
  }

  private static Config set(Config config, String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(COMMAND_LINE, "\"" + setting + "\" is not key=value");
    }
    String key = setting.substring(0, equals).strip();
    String value = setting.substring(equals + 1).strip();
    return typed(key, value).withFallback(config);
  }

  /** HOCON where it reads as HOCON (numbers, lists, objects), else the text itself. */
  private static Config typed(String key, String value) {
    try {
      ConfigUtil.splitPath(key);
    } catch (com.typesafe.config.ConfigException unreadable) {
      throw new ConfigException(COMMAND_LINE, "\"" + key + "\" is no key");
    }
    if (!value.isEmpty() && "[{\"0123456789-tfn".indexOf(value.charAt(0)) >= 0) {
      try {
        return ConfigFactory.parseString(
            key + " = " + value, ConfigParseOptions.defaults().setOriginDescription(COMMAND_LINE));
      } catch (com.typesafe.config.ConfigException unreadable) {
        if ("[{".indexOf(value.charAt(0)) >= 0) {
          throw new ConfigException(
              COMMAND_LINE,
              "\"" + key + "=" + value + "\" is no list or object; quote texts: [\"nDCG@10\"]");
        }
        return asText(key, value);
      }
    }
    return asText(key, value);
  }

  private static Config asText(String key, String value) {
    return ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value));
  }

  private static ConfigException unreadable(
      String where, com.typesafe.config.ConfigException error) {
    return new ConfigException(where, "cannot be read: " + error.getMessage());
  }
}
