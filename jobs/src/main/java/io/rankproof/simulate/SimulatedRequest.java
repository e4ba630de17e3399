package io.rankproof.simulate;

/**
 * One request at a time: its user, its candidates with their true log-odds, and any ranker's order
 * of them. Arrays are reused from request to request; orders are made when first asked for.
 */
final class SimulatedRequest {
  private final World world;
  private final CandidateSet candidates;
  private final double[] match;
  private final double[] quality;
  private final double[] logit;
  private final double[] scores;
  private final int[][] orders;
  private final int[][] positions;
  private final boolean[] ordered = new boolean[Ranker.count()];

  private long number;
  private long user;
  private long time;
  private int platform;
  private int country;
  private Ranker owner;
  private boolean randomised;

  SimulatedRequest(World world) {
    this.world = world;
    int size = world.config().candidates();
    candidates = new CandidateSet(world.items(), size);
    match = new double[size];
    quality = new double[size];
    logit = new double[size];
    scores = new double[size];
    orders = new int[Ranker.count()][size];
    positions = new int[Ranker.count()][size];
  }

  void simulate(long request) {
    number = request;
    user = world.users().of(request);
    time = world.time(request);
    platform = world.users().platform(user);
    country = world.users().country(user);
    owner = world.owner(request);
    randomised = world.randomised(request);
    candidates.fill(request, time);
    java.util.Arrays.fill(ordered, false);
    judge();
  }

  private void judge() {
    long first = world.users().taste(user, 0);
    long second = world.users().taste(user, 1);
    double offset = world.relevance().offset(platform);
    Items items = world.items();
    for (int i = 0; i < logit.length; i++) {
      long item = item(i);
      match[i] = Taste.match(first, second, items.taste(item, 0), items.taste(item, 1));
      quality[i] = items.quality(item);
      logit[i] =
          world
              .relevance()
              .logit(
                  offset, match[i], quality[i], time - created(i), country, items.category(item));
    }
  }

  World world() {
    return world;
  }

  long number() {
    return number;
  }

  long user() {
    return user;
  }

  long time() {
    return time;
  }

  int platform() {
    return platform;
  }

  int country() {
    return country;
  }

  Ranker owner() {
    return owner;
  }

  boolean randomised() {
    return randomised;
  }

  /** Number of candidates; below, {@code index} names one of them. */
  int size() {
    return logit.length;
  }

  long item(int index) {
    return candidates.items()[index];
  }

  long created(int index) {
    return candidates.created(index);
  }

  double match(int index) {
    return match[index];
  }

  double quality(int index) {
    return quality[index];
  }

  double relevance(int index) {
    return Relevance.probability(logit[index]);
  }

  /** What the ranker orders by; highest first. */
  double score(Ranker ranker, int index) {
    long item = item(index);
    return switch (ranker) {
      case PRODUCTION -> logit[index] + productionError(item);
      case CANDIDATE -> logit[index] + candidateError(item);
      case POPULARITY -> -(double) item;
      case RECENCY -> created(index);
      case IDEAL -> logit[index];
      case RANDOM -> world.draws().uniform(Stream.RANDOM_ORDER, number, item);
    };
  }

  private double productionError(long item) {
    double noise = world.draws().noise(Stream.PRODUCTION_ERROR, user, item);
    return world.config().productionNoise() * noise;
  }

  private double candidateError(long item) {
    double noise = world.draws().noise(Stream.CANDIDATE_ERROR, user, item);
    return world.config().candidateNoise() * noise;
  }

  /** Candidates in the ranker's order; not to be changed. */
  int[] order(Ranker ranker) {
    prepare(ranker);
    return orders[ranker.ordinal()];
  }

  /** Rank of a candidate among all candidates, from 1. */
  int position(Ranker ranker, int index) {
    prepare(ranker);
    return positions[ranker.ordinal()][index];
  }

  /** Candidates in the order shown; those after the list's length are not shown. */
  int[] shownOrder() {
    return order(randomised ? Ranker.RANDOM : owner);
  }

  private void prepare(Ranker ranker) {
    if (ordered[ranker.ordinal()]) {
      return;
    }
    ordered[ranker.ordinal()] = true;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(ranker, i);
    }
    int[] order = orders[ranker.ordinal()];
    Ordering.sort(order, scores, candidates.items());
    for (int rank = 0; rank < order.length; rank++) {
      positions[ranker.ordinal()][order[rank]] = rank + 1;
    }
  }
}
