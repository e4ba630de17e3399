package io.rankproof.simulate;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.SimulateConfig;

/** Configs for tests: the documented defaults with some keys set. */
final class Settings {
  static final long SEED = 17;

  private Settings() {}

  static SimulateConfig of(String... settings) {
    String[] full = new String[settings.length];
    for (int i = 0; i < full.length; i++) {
      full[i] = "simulate." + settings[i];
    }
    return ConfigLoader.parse("", full).simulate();
  }
}
