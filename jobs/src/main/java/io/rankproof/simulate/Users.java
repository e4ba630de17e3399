package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/** Users: how active, where, on what, with which taste. */
final class Users {
  static final String[] PLATFORMS = {"ios", "android", "web"};
  static final String[] COUNTRIES = {"US", "DE", "BR", "IN", "JP"};

  private static final Shares PLATFORM_SHARES = new Shares(35, 40, 25);
  private static final Shares COUNTRY_SHARES = new Shares(35, 20, 18, 17, 10);

  private final Draws draws;
  private final PowerLaw activity;

  Users(Draws draws, SimulateConfig config) {
    this.draws = draws;
    this.activity = new PowerLaw(config.users(), config.userSkew());
  }

  /** Who makes a request. */
  long of(long request) {
    return activity.rank(draws.uniform(Stream.USER, request, 0));
  }

  int platform(long user) {
    return PLATFORM_SHARES.pick(draws.uniform(Stream.PLATFORM, user, 0));
  }

  int country(long user) {
    return COUNTRY_SHARES.pick(draws.uniform(Stream.COUNTRY, user, 0));
  }

  /** Half of the taste vector, packed; see {@link Taste}. */
  long taste(long user, int half) {
    return draws.bits(Stream.USER_TASTE, user, half);
  }
}
