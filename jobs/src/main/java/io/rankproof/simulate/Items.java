package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/** Items, by popularity: item 0 is the most popular one. */
final class Items {
  static final String[] CATEGORIES = {
    "books", "fashion", "food", "garden", "home", "music", "sport", "tech", "toys", "travel"
  };

  /** Items that are there from the start came into being in this many days before it. */
  private static final int DAYS_BEFORE = 90;

  /** Popular items are better: correlation of quality with the popularity percentile. */
  private static final double POPULAR_IS_BETTER = 0.5;

  private static final double SQRT_3 = StrictMath.sqrt(3);
  private static final double REST = StrictMath.sqrt(1 - POPULAR_IS_BETTER * POPULAR_IS_BETTER);

  private final Draws draws;
  private final long count;
  private final PowerLaw popularity;
  private final long start;
  private final long length;

  Items(Draws draws, SimulateConfig config) {
    this.draws = draws;
    this.count = config.items();
    this.popularity = new PowerLaw(count, config.itemSkew());
    this.start = RequestClock.micros(config.start());
    this.length = config.days() * RequestClock.MICROS_PER_DAY;
  }

  long count() {
    return count;
  }

  /** The item that a request looks at as its n-th try for a candidate. */
  long draw(long request, long n) {
    return popularity.rank(draws.uniform(Stream.CANDIDATE_ITEM, request, n));
  }

  /** Microseconds since 1970; every second item is there from the start. */
  long created(long item) {
    double uniform = draws.uniform(Stream.CREATED, item, 0);
    return item % 2 == 0
        ? start - (long) (uniform * DAYS_BEFORE * RequestClock.MICROS_PER_DAY)
        : start + (long) (uniform * length);
  }

  /** Mean 0, variance 1 over the items. */
  double quality(long item) {
    double percentile = 1 - 2 * (item + 0.5) / count;
    return POPULAR_IS_BETTER * SQRT_3 * percentile + REST * draws.noise(Stream.QUALITY, item, 0);
  }

  int category(long item) {
    return (int) (draws.uniform(Stream.CATEGORY, item, 0) * CATEGORIES.length);
  }

  /** Half of the taste vector, packed; see {@link Taste}. */
  long taste(long item, int half) {
    return draws.bits(Stream.ITEM_TASTE, item, half);
  }
}
