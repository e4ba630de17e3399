package io.rankproof.error;

/** The command line or the config cannot be used; nothing has been written. Exit code 2. */
public final class ConfigException extends RankproofException {
  private static final long serialVersionUID = 1L;

  /**
   * @param key the config key (or option) at fault, in full
   * @param problem the value, what is wrong with it, what is allowed and what to do
   */
  public ConfigException(String key, String problem) {
    super(key + ": " + problem, null);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
