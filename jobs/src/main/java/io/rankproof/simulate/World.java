package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/** Everything that exists before the first request; a function of the config and the seed. */
final class World {
  private final SimulateConfig config;
  private final Draws draws;
  private final Users users;
  private final Items items;
  private final Relevance relevance;
  private final RequestClock clock;
  private final Outcomes outcomes;
  private final Examination examination;
  private final Shares owners;

  World(SimulateConfig config, long seed) {
    this.config = config;
    draws = new Draws(seed);
    users = new Users(draws, config);
    items = new Items(draws, config);
    relevance = new Relevance(draws, config);
    clock = new RequestClock(config);
    outcomes = new Outcomes(draws, config);
    examination = new Examination(config);
    SimulateConfig.Rotation shares = config.rotation();
    owners =
        new Shares(shares.production(), shares.candidate(), shares.popularity(), shares.recency());
  }

  SimulateConfig config() {
    return config;
  }

  Draws draws() {
    return draws;
  }

  Users users() {
    return users;
  }

  Items items() {
    return items;
  }

  Relevance relevance() {
    return relevance;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Examination examination() {
    return examination;
  }

  long time(long request) {
    return clock.time(request, draws.uniform(Stream.TIME, request, 0));
  }

  /** The ranker whose turn it is. */
  Ranker owner(long request) {
    return Ranker.at(owners.pick(draws.uniform(Stream.OWNER, request, 0)));
  }

  /** Whether the owner's list is replaced by a random one. */
  boolean randomised(long request) {
    return draws.uniform(Stream.RANDOMISED, request, 0) < config.randomisedShare();
  }
}
