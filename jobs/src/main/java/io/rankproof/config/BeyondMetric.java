package io.rankproof.config;

import java.util.Arrays;
import java.util.Optional;

/** What is measured of the top k of a model's lists beyond accuracy; named {@code Novelty@10}. */
public enum BeyondMetric {
  /** Share of the catalogue in some top k. */
  COVERAGE("Coverage", false, false),
  /** Gini coefficient of the items' exposure. */
  ITEM_GINI("ItemGini", false, true),
  /** Gini coefficient of the creators' exposure. */
  CREATOR_GINI("CreatorGini", false, true),
  /** Mean self-information of the items by their share of the training impressions, in bits. */
  NOVELTY("Novelty", true, false),
  /** Share of pairs of items whose categories differ. */
  CATEGORY_DIVERSITY("Diversity(by=category)", true, false),
  /** Mean of 1 - cosine over pairs of items. */
  VECTOR_DIVERSITY("Diversity(by=vector)", true, false),
  /** Share of items that came into being shortly before. */
  FRESH_SHARE("FreshShare", true, false),
  /** Share of items that the user hid. */
  HIDE_RATE("HideRate", true, true);

  private final String title;
  private final boolean meanOfRequests;
  private final boolean lowerIsBetter;

  BeyondMetric(String title, boolean meanOfRequests, boolean lowerIsBetter) {
    this.title = title;
    this.meanOfRequests = meanOfRequests;
    this.lowerIsBetter = lowerIsBetter;
  }

  /** The name in configs and tables. */
  public String title(int k) {
    return title + "@" + k;
  }

  /** Whether it is a mean over requests, so that it has an interval; else one of the catalogue. */
  public boolean isMeanOfRequests() {
    return meanOfRequests;
  }

  /** Whether less is better. */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /** The metric of a name, whatever its k. */
  public static Optional<BeyondMetric> of(String title) {
    return Arrays.stream(values())
        .filter(metric -> title.matches("\\Q" + metric.title + "\\E@[0-9]{1,4}"))
        .findFirst();
  }
}
