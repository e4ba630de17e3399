package io.rankproof.evaluate;

import io.rankproof.evaluate.Quantity.Estimator;
import io.rankproof.evaluate.SumShape.ClusterMean;
import io.rankproof.kernel.rank.Gain;
import io.rankproof.kernel.rank.Measure;
import io.rankproof.kernel.rank.MetricSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns of the sums over requests: the number of requests, how many have a value (shared by the
 * metrics of one label and relevance), and the vector of {@link MetricPlan}; for each AUC the
 * impressions and the positives of the requests with a value, and each model's AUC times these;
 * then, where clusters are users, how many users have a value, and the mean of a user's requests
 * for each metric and model; last, for each label, how many requests have it known.
 */
final class ListColumns implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int REQUESTS = 0;
  static final int DEBIASABLE = 1;
  private static final int FIRST = 2;

  /** What weights the AUCs of requests. */
  private static final List<Estimator> AUC_WEIGHTS =
      List.of(Estimator.IMPRESSIONS, Estimator.POSITIVES);

  private final MetricPlan plan;
  private final int[] groupOf;
  private final int[] firstOf;
  private final boolean debiased;
  private final boolean users;

  /** The metrics that are AUCs of which weighted means are taken. */
  private final int[] aucs;

  /**
   * Without weighted means of AUCs.
   *
   * @param users whether clusters are users, over whom means are taken as well
   */
  ListColumns(MetricPlan plan, boolean users) {
    this(plan, users, new int[0]);
  }

  /** With means of each AUC weighted by impressions and by positives. */
  static ListColumns withWeightedAucs(MetricPlan plan, boolean users) {
    List<MetricSpec> specs = plan.specs();
    int[] aucs =
        IntStream.range(0, specs.size())
            .filter(metric -> specs.get(metric).measure() == Measure.AUC)
            .toArray();
    return new ListColumns(plan, users, aucs);
  }

  private ListColumns(MetricPlan plan, boolean users, int[] aucs) {
    this.users = users;
    this.aucs = aucs;
    this.plan = plan;
    debiased = plan.debiased();
    List<Object> keys = new ArrayList<>();
    groupOf = new int[plan.names().size()];
    List<MetricSpec> specs = plan.specs();
    for (int i = 0; i < groupOf.length; i++) {
      Object key = whoHasAValue(specs.get(i));
      if (!keys.contains(key)) {
        keys.add(key);
      }
      groupOf[i] = keys.indexOf(key);
    }
    firstOf = new int[keys.size()];
    for (int i = groupOf.length - 1; i >= 0; i--) {
      firstOf[groupOf[i]] = i;
    }
  }

  /** Metrics that agree in this have a value for the same requests. */
  private Object whoHasAValue(MetricSpec spec) {
    return List.of(plan.label(spec), spec.relevance(), spec.measure() == Measure.AUC);
  }

  MetricPlan plan() {
    return plan;
  }

  /** Columns that are bootstrapped: all but the last ones, of means within users. */
  int replicated() {
    return firstWeighted() + aucs.length * AUC_WEIGHTS.size() * (1 + plan.models());
  }

  private int firstWeighted() {
    return FIRST + firstOf.length + plan.width();
  }

  /** The column of the weights of the {@code n}-th AUC: of the requests that have a value. */
  private int aucWeight(int n, int weight) {
    return firstWeighted() + (n * AUC_WEIGHTS.size() + weight) * (1 + plan.models());
  }

  /** The column of a model's {@code n}-th AUC times these weights. */
  private int weightedAuc(int n, int weight, int model) {
    return aucWeight(n, weight) + 1 + model;
  }

  int count() {
    return firstKnown() + plan.labels().size();
  }

  private int firstKnown() {
    return replicated() + (users ? firstOf.length + plan.models() * groupOf.length : 0);
  }

  /** The column that counts the requests all of whose rows have a metric's label. */
  private int known(MetricSpec spec) {
    return firstKnown() + plan.label(spec);
  }

  /** The column that counts the users with a value of a metric. */
  private int usersWithValue(int metric) {
    return replicated() + groupOf[metric];
  }

  /** The column of the means of a user's requests. */
  private int userMean(int model, int metric) {
    return replicated() + firstOf.length + model * groupOf.length + metric;
  }

  /** The means within users. */
  List<ClusterMean> means() {
    List<ClusterMean> means = new ArrayList<>();
    for (int group = 0; users && group < firstOf.length; group++) {
      int count = FIRST + group;
      means.add(new ClusterMean(replicated() + group, count, count));
    }
    for (int model = 0; users && model < plan.models(); model++) {
      for (int metric = 0; metric < groupOf.length; metric++) {
        means.add(
            new ClusterMean(
                userMean(model, metric), vector(plan.value(model, metric)), withValue(metric)));
      }
    }
    return means;
  }

  /** The column that counts the requests with a value of a metric. */
  int withValue(int metric) {
    return FIRST + groupOf[metric];
  }

  /** The column of a place in a request's vector. */
  int vector(int place) {
    return FIRST + firstOf.length + place;
  }

  /** Adds a request's terms; NaN adds nothing. */
  void addTerms(double[] values, OpenRequest request, Terms terms) {
    terms.clear();
    terms.add(REQUESTS, 1);
    terms.add(DEBIASABLE, debiased && request.isDebiasable() ? 1 : 0);
    int known = firstKnown();
    for (int label = 0; label < plan.labels().size(); label++) {
      terms.add(known + label, request.lacksLabel(label) ? 0 : 1);
    }
    for (int group = 0; group < firstOf.length; group++) {
      terms.add(FIRST + group, Double.isNaN(values[firstOf[group]]) ? 0 : 1);
    }
    int vector = FIRST + firstOf.length;
    for (int place = 0; place < values.length; place++) {
      double value = values[place];
      terms.add(vector + place, Double.isNaN(value) ? 0 : value);
    }
  }

  /** Adds the terms of weighted AUCs to those of the request that the cursor is at. */
  void addWeightedAucs(RequestCursor cursor, Terms terms) {
    for (int n = 0; n < aucs.length; n++) {
      // Labels alone decide whether there is a value: all models have one or none.
      if (!Double.isNaN(cursor.values()[plan.value(0, aucs[n])])) {
        addWeighted(cursor, n, 0, cursor.request().items(), terms);
        addWeighted(cursor, n, 1, cursor.relevantRows(aucs[n]), terms);
      }
    }
  }

  private void addWeighted(RequestCursor cursor, int n, int kind, double weight, Terms terms) {
    terms.add(aucWeight(n, kind), weight);
    for (int model = 0; model < plan.models(); model++) {
      double value = cursor.values()[plan.value(model, aucs[n])];
      terms.add(weightedAuc(n, kind, model), value * weight);
    }
  }

  /** What the magnitudes of each column may add up to, from the profile of the rows. */
  double[] bounds(LogProfile profile) {
    double[] bounds = new double[count()];
    Arrays.fill(bounds, profile.rows());
    List<MetricSpec> specs = plan.specs();
    for (int metric = 0; metric < specs.size(); metric++) {
      for (int model = 0; model < plan.models(); model++) {
        bounds[vector(plan.value(model, metric))] = plainBound(specs.get(metric), profile);
        if (users) {
          bounds[userMean(model, metric)] = plainBound(specs.get(metric), profile);
        }
      }
    }
    double[] debiasedBounds = debiasedBounds(profile);
    for (int n = 0; n < debiasedBounds.length; n++) {
      bounds[vector(plan.normaliser(n))] = debiasedBounds[n];
      for (int model = 0; model < plan.models(); model++) {
        bounds[vector(plan.debiasedSum(model, n))] = debiasedBounds[n];
      }
    }
    return bounds;
  }

  /** The same for the debiased sums of each additive metric, and for what normalises it. */
  double[] debiasedBounds(LogProfile profile) {
    return plan.additive().stream()
        .mapToDouble(spec -> largestGain(spec, profile) * labelOf(spec, profile).inverse())
        .toArray();
  }

  private double plainBound(MetricSpec spec, LogProfile profile) {
    return switch (spec.measure()) {
      case DCG, WRR -> largestGain(spec, profile) * labelOf(spec, profile).positive();
      case MEAN_UTILITY -> labelOf(spec, profile).magnitude() * profile.rows();
      default -> profile.rows();
    };
  }

  private LogProfile.LabelProfile labelOf(MetricSpec spec, LogProfile profile) {
    return profile.label(plan.labels().get(plan.label(spec)));
  }

  private double largestGain(MetricSpec spec, LogProfile profile) {
    return spec.relevance() instanceof Gain.Mapped map
        ? map.largest()
        : spec.relevance().of(labelOf(spec, profile).max());
  }

  /** All that is reported of the lists. */
  List<Quantity> quantities(boolean randomised) {
    List<Quantity> quantities = new ArrayList<>();
    List<MetricSpec> specs = plan.specs();
    for (int metric = 0; metric < specs.size(); metric++) {
      Quantity plain = plain(specs.get(metric), metric);
      quantities.add(plain);
      if (randomised) {
        quantities.add(plain.randomised());
      }
      if (users) {
        quantities.add(byUser(specs.get(metric), metric));
      }
    }
    for (int n = 0; n < aucs.length; n++) {
      for (int weight = 0; weight < AUC_WEIGHTS.size(); weight++) {
        quantities.add(weighted(specs.get(aucs[n]), n, weight));
      }
    }
    List<MetricSpec> additive = plan.additive();
    for (int n = 0; n < additive.size(); n++) {
      quantities.add(debiased(additive.get(n), n, Estimator.IPS, DEBIASABLE));
      int normaliser = vector(plan.normaliser(n));
      quantities.add(debiased(additive.get(n), n, Estimator.SNIPS, normaliser));
    }
    return quantities;
  }

  private Quantity plain(MetricSpec spec, int metric) {
    int size = withValue(metric);
    return new Quantity(
        spec.toString(),
        labelName(spec),
        Estimator.PLAIN,
        false,
        Collections.nCopies(plan.models(), size),
        true,
        known(spec),
        eachModel(model -> new int[] {vector(plan.value(model, metric)), size}),
        (cohort, model) -> new Formula.Ratio());
  }

  private Quantity byUser(MetricSpec spec, int metric) {
    int size = usersWithValue(metric);
    return new Quantity(
        spec.toString(),
        labelName(spec),
        Estimator.USER,
        false,
        Collections.nCopies(plan.models(), size),
        true,
        -1,
        eachModel(model -> new int[] {userMean(model, metric), size}),
        (cohort, model) -> new Formula.Ratio());
  }

  private Quantity weighted(MetricSpec spec, int n, int weight) {
    return new Quantity(
        spec.toString(),
        labelName(spec),
        AUC_WEIGHTS.get(weight),
        false,
        Collections.nCopies(plan.models(), withValue(aucs[n])),
        true,
        -1,
        eachModel(model -> new int[] {weightedAuc(n, weight, model), aucWeight(n, weight)}),
        (cohort, model) -> new Formula.Ratio());
  }

  private Quantity debiased(MetricSpec spec, int n, Estimator estimator, int divisor) {
    return new Quantity(
        spec.toString(),
        labelName(spec),
        estimator,
        false,
        Collections.nCopies(plan.models(), DEBIASABLE),
        true,
        -1,
        eachModel(model -> new int[] {vector(plan.debiasedSum(model, n)), divisor}),
        (cohort, model) -> new Formula.Ratio());
  }

  private List<int[]> eachModel(java.util.function.IntFunction<int[]> columns) {
    return IntStream.range(0, plan.models()).mapToObj(columns).toList();
  }

  private String labelName(MetricSpec spec) {
    return plan.labels().get(plan.label(spec));
  }
}
