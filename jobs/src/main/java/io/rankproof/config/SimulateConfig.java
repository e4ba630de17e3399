package io.rankproof.config;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A log with known truth.
 *
 * @param enabled whether {@code run} starts with {@code simulate}
 * @param requests number of requests
 * @param listLength items shown per request
 * @param candidates items a request chooses from, at least {@code listLength}
 * @param users number of users
 * @param userSkew activity of the n-th user falls as n^-userSkew
 * @param items number of items, at least twice the candidates
 * @param itemSkew the n-th item becomes a candidate in proportion to n^-itemSkew
 * @param days length of the log, from {@code start}
 * @param start first day
 * @param rotation shares of the rankers that own requests
 * @param randomisedShare share of every ranker's requests shown in random order
 * @param examination how fast attention falls with the position
 * @param baseRelevance probability that an average user clicks an average, old item when examining
 *     it
 * @param productionNoise standard deviation of the production score's error, in log-odds
 * @param candidateNoise standard deviation of the candidate score's error, in log-odds
 * @param save after a click, with probability rate x relevance
 * @param hide examined without a click, with probability rate x (1 - relevance)
 * @param purchase after a click, with probability rate x relevance
 * @param plant leaks planted in the log
 * @param partitions partitions of the generated data; the data do not depend on it
 */
public record SimulateConfig(
    boolean enabled,
    long requests,
    int listLength,
    int candidates,
    long users,
    double userSkew,
    long items,
    double itemSkew,
    int days,
    Instant start,
    Rotation rotation,
    double randomisedShare,
    Examination examination,
    double baseRelevance,
    double productionNoise,
    double candidateNoise,
    Engagement save,
    Engagement hide,
    Engagement purchase,
    Plant plant,
    int partitions)
    implements Serializable {

  private static final double LEAST_PROBABILITY = 1e-6;

  static SimulateConfig of(Section section) {
    SimulateConfig simulate =
        new SimulateConfig(
            section.flag("enabled"),
            section.wholeNumber("requests", 1),
            section.integer("list-length", 1, 1000),
            section.integer("candidates", 1, 10_000),
            section.wholeNumber("users", 1),
            section.number("user-skew", 0, 3),
            section.wholeNumber("items", 2),
            section.number("item-skew", 0, 3),
            section.integer("days", 1, 3650),
            section.instant("start").orElseThrow(),
            Rotation.of(section.section("rotation")),
            section.number("randomised-share", 0, 1),
            Examination.of(section),
            section.number("base-relevance", LEAST_PROBABILITY, 1 - LEAST_PROBABILITY),
            section.number("production-noise", 0, 100),
            section.number("candidate-noise", 0, 100),
            Engagement.of(section.section("save")),
            Engagement.of(section.section("hide")),
            Engagement.of(section.section("purchase")),
            Plant.of(section.section("plant")),
            section.integer("partitions", 1, 100_000));
    section.end();
    simulate.check(section);
    return simulate;
  }

  private void check(Section section) {
    if (candidates < listLength) {
      throw section.bad("candidates", candidates, "at least list-length, " + listLength);
    }
    if (items < 2L * candidates) {
      throw section.bad("items", items, "at least twice simulate.candidates, " + 2L * candidates);
    }
  }

  /** The log's end, exclusive. */
  public Instant end() {
    return start.plus(Duration.ofDays(days));
  }

  /**
   * Shares of the rankers that own requests, in any unit.
   *
   * @param production by the production score
   * @param candidate by the candidate score
   * @param popularity most popular item first
   * @param recency newest item first
   */
  public record Rotation(double production, double candidate, double popularity, double recency)
      implements Serializable {

    static Rotation of(Section section) {
      Rotation rotation =
          new Rotation(
              section.number("production", 0, 1e6),
              section.number("candidate", 0, 1e6),
              section.number("popularity", 0, 1e6),
              section.number("recency", 0, 1e6));
      section.end();
      if (rotation.total() <= 0) {
        throw section.bad("production", 0, "a share above 0 for at least one ranker");
      }
      return rotation;
    }

    /** The unit of the shares. */
    public double total() {
      return production + candidate + popularity + recency;
    }
  }

  /**
   * Exponents b of the examination k^-b of position k, by platform.
   *
   * @param ios exponent, at least 0
   * @param android exponent, at least 0
   * @param web exponent, at least 0
   */
  public record Examination(double ios, double android, double web) implements Serializable {

    static Examination of(Section section) {
      double all = exponent(section, "position-bias").orElseThrow();
      Section platforms = section.section("platform-bias");
      Examination examination =
          new Examination(
              exponent(platforms, "ios").orElse(all),
              exponent(platforms, "android").orElse(all),
              exponent(platforms, "web").orElse(all));
      platforms.end();
      return examination;
    }

    private static Optional<Double> exponent(Section section, String key) {
      return section.optionalNumber(key, 0, 10);
    }
  }

  /**
   * An engagement that follows.
   *
   * @param rate the factor of its probability, in [0, 1]
   * @param meanDelay mean of the exponential delay before it is cut
   * @param maxDelay the delay is below it
   */
  public record Engagement(double rate, Duration meanDelay, Duration maxDelay)
      implements Serializable {

    static Engagement of(Section section) {
      Engagement engagement =
          new Engagement(
              section.number("rate", 0, 1),
              section.duration("mean-delay"),
              section.duration("max-delay"));
      section.end();
      engagement.check(section);
      return engagement;
    }

    private void check(Section section) {
      if (meanDelay.isZero()) {
        throw section.bad("mean-delay", meanDelay, "a duration above 0 such as 8h");
      }
      if (maxDelay.isZero()) {
        throw section.bad("max-delay", maxDelay, "a duration above 0 such as 48h");
      }
    }
  }

  /**
   * Leaks planted in the log, for tests of the leak audit. Where it is enabled the log has the
   * columns {@code planted_...}; what is left at 0 or false is noise there.
   *
   * @param target share of the clicks that planted_target knows of
   * @param afterTheFact share of the clicks that have a planted_after, which nothing else has
   * @param future share of the rows whose planted_time is after their impression
   * @param clock whether planted_clock is the impression's time
   * @param id whether planted_id is the item's number
   * @param duplicates share of the requests that are logged again under another id
   * @param nearDuplicates share of the items whose text repeats another one's but for a word
   */
  public record Plant(
      boolean enabled,
      double target,
      double afterTheFact,
      double future,
      boolean clock,
      boolean id,
      double duplicates,
      double nearDuplicates)
      implements Serializable {

    static Plant of(Section section) {
      Plant plant =
          new Plant(
              section.flag("enabled"),
              section.number("target", 0, 1),
              section.number("after-the-fact", 0, 1),
              section.number("future", 0, 1),
              section.flag("clock"),
              section.flag("id"),
              section.number("duplicates", 0, 1),
              section.number("near-duplicates", 0, 1));
      section.end();
      return plant;
    }
  }
}
