package io.rankproof.simulate;

/**
 * One row: an item shown at a position. A view that moves over the rows of a partition and computes
 * a column only when it is asked for; the columns that a table does not select cost nothing. Public
 * because Spark's generated encoder reads it. Times are microseconds since 1970.
 */
public final class Impression {
  private final SimulatedRequest request;
  private int position;
  private int index;

  Impression(SimulatedRequest request) {
    this.request = request;
  }

  void moveTo(int shownPosition) {
    position = shownPosition;
    index = request.shownOrder()[shownPosition - 1];
  }

  public long getRequest() {
    return request.number();
  }

  public long getUser() {
    return request.user();
  }

  public long getItem() {
    return request.item(index);
  }

  public long getTime() {
    return request.time();
  }

  /** From 1. */
  public int getPosition() {
    return position;
  }

  /** Index of {@link Ranker#names}. */
  public int getRanker() {
    return request.owner().ordinal();
  }

  public boolean isRandomised() {
    return request.randomised();
  }

  /**
   * Probability that the owner's traffic shows this item at this position to this user now, given
   * the candidates: {@code (1 - s) [own rank = position] + s / candidates} with the randomised
   * share s.
   */
  public double getActionPropensity() {
    double share = request.world().config().randomisedShare();
    double own = request.position(request.owner(), index) == position ? 1 - share : 0;
    return own + share / request.size();
  }

  /** Index of {@link Users#PLATFORMS}. */
  public int getPlatform() {
    return request.platform();
  }

  /** Index of {@link Users#COUNTRIES}. */
  public int getCountry() {
    return request.country();
  }

  public long getItemCreated() {
    return request.created(index);
  }

  /** Index of {@link Items#CATEGORIES}. */
  public int getItemCategory() {
    return request.world().items().category(getItem());
  }

  /** The item's quality with an error of standard deviation 0.5. */
  public double getItemQuality() {
    double error = request.world().draws().noise(Stream.QUALITY_ESTIMATE, getItem(), 0);
    return request.quality(index) + 0.5 * error;
  }

  /** The match of user and item with an error of standard deviation 0.5. */
  public double getTasteMatch() {
    double error = request.world().draws().noise(Stream.MATCH_ESTIMATE, getUser(), getItem());
    return request.match(index) + 0.5 * error;
  }

  public double getProductionScore() {
    return Relevance.probability(request.score(Ranker.PRODUCTION, index));
  }

  public double getCandidateScore() {
    return Relevance.probability(request.score(Ranker.CANDIDATE, index));
  }

  /** Rank by the production score among all candidates, from 1. */
  public int getProductionPosition() {
    return request.position(Ranker.PRODUCTION, index);
  }

  /** Rank by the candidate score among all candidates, from 1. */
  public int getCandidatePosition() {
    return request.position(Ranker.CANDIDATE, index);
  }

  /** Probability of a click when examined. */
  public double getRelevance() {
    return request.relevance(index);
  }

  public double getExamination() {
    return request.world().examination().at(request.platform(), position);
  }

  /** As all times of engagements, {@link Outcomes#NEVER} when it does not happen. */
  public long getClickTime() {
    return outcomes()
        .clickTime(getRequest(), getItem(), getTime(), getExamination(), getRelevance());
  }

  public long getSaveTime() {
    return outcomes().saveTime(getRequest(), getItem(), getClickTime(), getRelevance());
  }

  public long getHideTime() {
    return outcomes()
        .hideTime(getRequest(), getItem(), getTime(), getExamination(), getRelevance());
  }

  public long getPurchaseTime() {
    return outcomes().purchaseTime(getRequest(), getItem(), getClickTime(), getRelevance());
  }

  private Outcomes outcomes() {
    return request.world().outcomes();
  }
}
