package io.rankproof.kernel.rank;

import io.rankproof.kernel.rank.DiscountedGain.Norm;
import io.rankproof.kernel.rank.MetricSpec.ApDenominator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes ranking metrics of one request after the other.
 *
 * <pre>{@code
 * RankingKernel kernel = RankingKernel.builder(MetricSpec.parseList("nDCG@10,AP@10")).build();
 * double[] out = new double[kernel.width()];
 * for each request:
 *   buffer.clear(); ... fill ...
 *   kernel.prepare(buffer);
 *   for each model: kernel.evaluate(model, out, 0);
 * }</pre>
 *
 * <p>What depends on labels alone is done once per request in {@link #prepare}. Values do not
 * depend on the order of the rows, to the last bit. Not safe for use by several threads.
 */
public final class RankingKernel {
  private final List<MetricSpec> metrics;
  private final List<MetricSpec> debiased;
  private final RelevantRows[] views;
  private final RankMeasure[] measures;
  private final RelevantRows[] measured;
  private final DiscountedGain[] sums;
  private final RelevantRows[] summed;
  private final RankFinder ranks;
  private RequestBuffer request;
  private boolean[] wantedRow = {};
  private int[] wanted = {};
  private int wantedRows;
  private int relevantRows;

  /** The most judged rows that any request has had. */
  private int reached;

  /** Whether no metric has a value for the request. */
  private boolean undefined;

  private RankingKernel(Builder builder) {
    metrics = builder.metrics;
    debiased =
        builder.debias ? metrics.stream().filter(MetricSpec::isAdditive).toList() : List.of();
    ranks = new RankFinder(builder.ties);
    Assembly assembly = new Assembly(builder);
    measures = metrics.stream().map(assembly::measure).toArray(RankMeasure[]::new);
    Weighting plain = builder.rowWeights ? Weighting.ROW : Weighting.NONE;
    measured = metrics.stream().map(m -> assembly.view(m, plain)).toArray(RelevantRows[]::new);
    sums =
        debiased.stream()
            .map(assembly::measure)
            .map(DiscountedGain.class::cast)
            .toArray(DiscountedGain[]::new);
    summed =
        debiased.stream()
            .map(m -> assembly.view(m, Weighting.INVERSE_PROPENSITY))
            .toArray(RelevantRows[]::new);
    views = assembly.views.toArray(RelevantRows[]::new);
  }

  /** Starts a kernel for these metrics: one unnamed label, expected values over ties. */
  public static Builder builder(List<MetricSpec> metrics) {
    return new Builder(metrics);
  }

  /** The metrics whose values {@link #evaluate} writes first. */
  public List<MetricSpec> metrics() {
    return metrics;
  }

  /** The metrics whose debiased sums {@link #evaluate} writes after the values. */
  public List<MetricSpec> debiasedMetrics() {
    return debiased;
  }

  /** How many numbers {@link #evaluate} writes. */
  public int width() {
    return metrics.size() + debiased.size();
  }

  /**
   * Takes the next request. It must not change until the last of its models was evaluated.
   *
   * @throws IllegalArgumentException if a label is outside ERR's scale or a gain map, or an engaged
   *     row's propensity is not finite and above 0
   */
  public void prepare(RequestBuffer next) {
    request = next;
    reach(Math.addExact(next.rows(), next.unretrieved()));
    undefined = true;
    for (RelevantRows view : views) {
      view.collect(next);
      undefined &= !view.isDefined();
    }
    collectWanted(next.rows());
  }

  private void reach(int judged) {
    if (judged > reached) {
      reached = judged;
      for (RankMeasure measure : measures) {
        measure.reach(judged);
      }
      for (DiscountedGain sum : sums) {
        sum.reach(judged);
      }
    }
  }

  /** The rows whose rank is needed, those relevant to any metric first, then negative ones. */
  private void collectWanted(int rows) {
    if (wanted.length < rows) {
      wanted = new int[Math.max(rows, 2 * wanted.length)];
      wantedRow = new boolean[wanted.length];
    }
    wantedRows = 0;
    for (RelevantRows view : views) {
      for (int i = view.count() - 1; i >= 0 && view.gainOf(i) > 0; i--) {
        want(view.row(i));
      }
    }
    relevantRows = wantedRows;
    for (RelevantRows view : views) {
      for (int i = 0; i < view.count() && view.gainOf(i) < 0; i++) {
        want(view.row(i));
      }
    }
    for (int i = 0; i < wantedRows; i++) {
      wantedRow[wanted[i]] = false;
    }
  }

  private void want(int row) {
    if (!wantedRow[row]) {
      wantedRow[row] = true;
      wanted[wantedRows++] = row;
    }
  }

  /**
   * Writes the metrics of one model for the prepared request: the value of each of {@link
   * #metrics()}, NaN where the request has no relevant row (for AUC, no irrelevant one either; a
   * mean utility always has a value); then, for each of {@link #debiasedMetrics()}, the sum of
   * gain(engagement) / propensity x discount(rank), which is 0 without an engagement.
   *
   * @param out receives {@link #width()} numbers from {@code offset} on
   */
  public void evaluate(int model, double[] out, int offset) {
    ranks.find(request, model, wanted, wantedRows, relevantRows);
    for (RelevantRows view : views) {
      view.place(ranks);
    }
    if (undefined) {
      Arrays.fill(out, offset, offset + measures.length, Double.NaN);
      Arrays.fill(out, offset + measures.length, offset + width(), 0);
      return;
    }
    for (int i = 0; i < measures.length; i++) {
      out[offset + i] =
          measured[i].isDefined() ? measures[i].value(measured[i], request.rows()) : Double.NaN;
    }
    for (int i = 0; i < sums.length; i++) {
      out[offset + measures.length + i] = sums[i].sum(summed[i]);
    }
  }

  /**
   * Writes, for each of {@link #debiasedMetrics()}, the prepared request's sum of gain /
   * propensity. Summed over requests it is the denominator of the self-normalised estimate; it is
   * the same for all models.
   */
  public void debiasedGains(double[] out, int offset) {
    for (int i = 0; i < summed.length; i++) {
      out[offset + i] = summed[i].totalGain();
    }
  }

  /**
   * Adds the terms of the debiased sums of the model evaluated last, and {@link #addDebiasedGains}
   * those of the gains, apart by some partition of the rows: that of the n-th metric in part k to
   * {@code out[k x stride + offset + n]}.
   *
   * @param part of each row
   */
  public void addDebiasedSums(int[] part, double[] out, int stride, int offset) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].addTerms(summed[i], part, out, stride, offset + i);
    }
  }

  /** See {@link #addDebiasedSums}. */
  public void addDebiasedGains(int[] part, double[] out, int stride, int offset) {
    for (int i = 0; i < summed.length; i++) {
      RelevantRows rows = summed[i];
      for (int row = 0; row < rows.count(); row++) {
        out[part[rows.row(row)] * stride + offset + i] += rows.gainOf(row);
      }
    }
  }

  /** How many ranked rows of the prepared request have a gain above 0 for any of the metrics. */
  public int relevantRows() {
    return relevantRows;
  }

  /** How many ranked rows of the prepared request are relevant to one of {@link #metrics()}. */
  public int relevantRows(int metric) {
    return measured[metric].count();
  }

  /**
   * How many of {@link #relevantRows()} share their score with another row under the model
   * evaluated last. Their share is the tied mass: what the tie policy decides.
   */
  public int tiedRelevantRows() {
    return ranks.scoreTies();
  }

  /** The choices that make a kernel. */
  public static final class Builder {
    private final List<MetricSpec> metrics;
    private List<String> labels = List.of("");
    private TiePolicy ties = TiePolicy.EXPECTED;
    private boolean rowWeights;
    private boolean debias;

    private Builder(List<MetricSpec> metrics) {
      this.metrics = List.copyOf(metrics);
    }

    /** The names of the buffer's labels, the primary one first. */
    public Builder labels(List<String> names) {
      if (names.isEmpty()) {
        throw new IllegalArgumentException("a request needs a label");
      }
      labels = List.copyOf(names);
      return this;
    }

    /** What decides between equal scores. */
    public Builder ties(TiePolicy policy) {
      ties = policy;
      return this;
    }

    /** Multiplies gains by the rows' weights; every metric has to have a meaning for them. */
    public Builder rowWeights(boolean use) {
      rowWeights = use;
      return this;
    }

    /** Computes the debiased sums of the additive metrics as well. */
    public Builder debiased(boolean use) {
      debias = use;
      return this;
    }

    /**
     * Makes the kernel.
     *
     * @throws IllegalArgumentException if a metric names a label that is not there, or has no
     *     weighted version and weights are used
     */
    public RankingKernel build() {
      metrics.forEach(this::check);
      return new RankingKernel(this);
    }

    private void check(MetricSpec metric) {
      if (labelIndex(metric) < 0) {
        throw new IllegalArgumentException(
            "metric " + metric + ": no label '" + metric.label() + "'; there are " + labels);
      }
      if (rowWeights && !metric.supportsWeights()) {
        throw new IllegalArgumentException(
            "metric "
                + metric
                + " has no weighted version; with row weights use nDCG, DCG, P, R, RBP, wRR or MU");
      }
    }

    private int labelIndex(MetricSpec metric) {
      return metric.label().isEmpty() ? 0 : labels.indexOf(metric.label());
    }
  }

  /** Makes measures that share discount tables, and relevance shared by metrics. */
  private static final class Assembly {
    private final Builder builder;
    private final List<RelevantRows> views = new ArrayList<>();
    private final Discount logarithmic = TableDiscount.logarithmic();
    private final Discount reciprocal = TableDiscount.reciprocal();

    Assembly(Builder builder) {
      this.builder = builder;
    }

    RelevantRows view(MetricSpec metric, Weighting weighting) {
      int label = builder.labelIndex(metric);
      for (RelevantRows view : views) {
        if (view.isFor(label, metric.relevance(), weighting)) {
          return view;
        }
      }
      views.add(new RelevantRows(label, metric.relevance(), weighting));
      return views.get(views.size() - 1);
    }

    RankMeasure measure(MetricSpec metric) {
      int depth = metric.depth();
      return switch (metric.measure()) {
        case NDCG -> new DiscountedGain(logarithmic, depth, 1, Norm.IDEAL);
        case DCG -> new DiscountedGain(logarithmic, depth, 1, Norm.NOTHING);
        case PRECISION, MEAN_UTILITY ->
            new DiscountedGain(new FlatDiscount(), depth, depth, Norm.NOTHING);
        case RECALL -> new DiscountedGain(new FlatDiscount(), depth, 1, Norm.TOTAL);
        case RBP ->
            new DiscountedGain(
                TableDiscount.geometric(metric.persistence()), depth, 1, Norm.NOTHING);
        case WRR -> new DiscountedGain(reciprocal, depth, 1, Norm.NOTHING);
        case AP -> new AveragePrecision(depth, metric.denominator() == ApDenominator.MIN);
        case RR -> new ReciprocalRank(depth);
        case HIT_RATE -> new HitRate(depth);
        case ERR -> new ExpectedReciprocalRank(depth);
        case AUC -> new AreaUnderCurve();
      };
    }
  }

  @Override
  public String toString() {
    return "RankingKernel" + Arrays.toString(metrics.toArray());
  }
}
