package io.rankproof.simulate;

import io.rankproof.config.SimulateConfig;

/**
 * What the user does with an item shown: examines it with probability p_k, then clicks with
 * probability r (position-based model), and so on.
 */
final class Outcomes {
  /** The time of an engagement that does not happen. */
  static final long NEVER = -1;

  private static final long MAX_CLICK_DELAY = 60 * RequestClock.MICROS_PER_SECOND;

  private final Draws draws;
  private final Follow save;
  private final Follow hide;
  private final Follow purchase;

  Outcomes(Draws draws, SimulateConfig config) {
    this.draws = draws;
    this.save = new Follow(Stream.SAVED, Stream.SAVE_DELAY, config.save());
    this.hide = new Follow(Stream.HIDDEN, Stream.HIDE_DELAY, config.hide());
    this.purchase = new Follow(Stream.PURCHASED, Stream.PURCHASE_DELAY, config.purchase());
  }

  boolean examined(long request, long item, double examination) {
    return draws.uniform(Stream.EXAMINED, request, item) < examination;
  }

  private boolean attractive(long request, long item, double relevance) {
    return draws.uniform(Stream.CLICKED, request, item) < relevance;
  }

  /** Within a minute of the impression, or {@link #NEVER}. */
  long clickTime(long request, long item, long shown, double examination, double relevance) {
    return examined(request, item, examination) && attractive(request, item, relevance)
        ? shown + 1 + (long) (draws.uniform(Stream.CLICK_DELAY, request, item) * MAX_CLICK_DELAY)
        : NEVER;
  }

  long saveTime(long request, long item, long click, double relevance) {
    return click == NEVER ? NEVER : save.time(draws, request, item, click, relevance);
  }

  long purchaseTime(long request, long item, long click, double relevance) {
    return click == NEVER ? NEVER : purchase.time(draws, request, item, click, relevance);
  }

  long hideTime(long request, long item, long shown, double examination, double relevance) {
    return examined(request, item, examination) && !attractive(request, item, relevance)
        ? hide.time(draws, request, item, shown, 1 - relevance)
        : NEVER;
  }

  /** An engagement after another event, with its delay. */
  private static final class Follow {
    private final Stream happens;
    private final Stream delay;
    private final double rate;
    private final double mean;
    private final double mass;

    Follow(Stream happens, Stream delay, SimulateConfig.Engagement engagement) {
      this.happens = happens;
      this.delay = delay;
      this.rate = engagement.rate();
      this.mean = RequestClock.micros(engagement.meanDelay());
      this.mass = -StrictMath.expm1(-RequestClock.micros(engagement.maxDelay()) / mean);
    }

    long time(Draws draws, long request, long item, long since, double strength) {
      return draws.uniform(happens, request, item) < rate * strength
          ? since + delay(draws.uniform(delay, request, item))
          : NEVER;
    }

    /** Quantile function of the exponential distribution cut at the largest delay. */
    private long delay(double uniform) {
      return (long) (-mean * StrictMath.log1p(-uniform * mass)) + 1;
    }
  }
}
