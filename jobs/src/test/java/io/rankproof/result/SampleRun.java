package io.rankproof.result;

import io.rankproof.config.ConfigLoader;
import io.rankproof.config.RankproofConfig;
import io.rankproof.result.Check.Kind;
import io.rankproof.result.Check.Status;
import io.rankproof.store.LedgerEntry;
import io.rankproof.store.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A run's results, made by hand: four models, ten metrics, two slices, every kind of table. */
public final class SampleRun {
  public static final RunId RUN = new RunId("feed-7f3a91c2");

  /** A slice value that tries to leave its place in a page. */
  public static final String HOSTILE = "</script><b>\"x\" & 'y'";

  private static final List<String> MODELS =
      List.of("production", "candidate", "gbt", "popularity");
  private static final double[] GAINS = {0, 0.021, 0.034, -0.052};
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private final List<Estimate> estimates = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  private SampleRun() {}

  public static RankproofConfig config(String... settings) {
    return ConfigLoader.parse(
        """
        name = feed
        source {
          columns.user = user_id
          scores { production = p, candidate = c }
          segments { platform = platform, country = country }
        }
        evaluate { baseline = production, slices = [platform, country] }
        train.models { gbt { kind = gbt }, popularity { kind = popularity } }
        ope.targets { uniform { probability = "1.0 / 34" } }
        audit.enabled = false
        decide {
          waive = [encodes_id]
          guardrails = [{ metric = "R@10", margin = 0.002 }, { metric = LogLoss, margin = 0.001 }]
          max-ece = 0.02
        }
        """,
        settings);
  }

  public static RunResults results() {
    SampleRun sample = new SampleRun();
    for (int model = 0; model < MODELS.size(); model++) {
      sample.measure(model);
    }
    return new RunResults(
        RUN,
        List.copyOf(sample.estimates),
        List.copyOf(sample.differences),
        calibration(),
        sliceFindings(),
        offPolicyValues(),
        propensities(),
        diagnostics(),
        positionBias(),
        models(),
        decisions(),
        SampleData.findings(),
        leaks(),
        ledger());
  }

  /** A run that got no further than preparing its data. */
  public static RunResults onlyPrepared() {
    return new RunResults(
        RUN,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        PositionBias.none(),
        List.of(),
        List.of(),
        DataFindings.NONE,
        List.of(),
        ledger().subList(0, 1));
  }

  private void measure(int model) {
    double gain = GAINS[model];
    measure(model, "nDCG@10", "plain", 0.4123, gain);
    measure(model, "AP@10", "plain", 0.3017, gain * 0.8);
    measure(model, "RR", "plain", 0.3877, gain * 0.9);
    measure(model, "R@10", "plain", 0.7123, gain * 0.3);
    measure(model, "P@5", "plain", 0.0977, gain * 0.2);
    measure(model, "ROC-AUC", "plain", 0.6712, gain);
    measure(model, "LogLoss", "plain", 0.2231, -gain * 0.1);
    measure(model, "ECE", "plain", 0.0121, -gain * 0.05);
    measure(model, "Novelty@10", "plain", 9.1, gain);
    measure(model, "HideRate@10", "plain", 0.0211, -gain * 0.02);
    measure(model, "DCG@10", "ips", 0.9012, gain * 3);
    measure(model, "DCG@10", "snips", 0.4512, gain * 1.2);
    String[] platforms = {"android", "ios", "web"};
    for (int i = 0; i < platforms.length; i++) {
      slice(model, new SliceKey("platform", platforms[i]), 0.40 + i * 0.01, 0.004 * (i - 1), 0.006);
    }
    String[] countries = {HOSTILE, "de", "fr", "jp", "us"};
    for (int i = 0; i < countries.length; i++) {
      slice(model, new SliceKey("country", countries[i]), 0.39 + i * 0.01, 0.006 * (i - 2), 0.009);
    }
  }

  private void measure(int model, String metric, String estimator, double base, double gain) {
    add(model, new MetricKey(metric, "click", estimator), SliceKey.ALL, base, gain, base * 0.008);
  }

  private void slice(int model, SliceKey slice, double base, double extra, double se) {
    add(
        model,
        new MetricKey("nDCG@10", "click", "plain"),
        slice,
        base,
        model == 0 ? 0 : GAINS[model] + extra,
        se);
  }

  private void add(int model, MetricKey key, SliceKey slice, double base, double gain, double se) {
    SampleSize size = new SampleSize(8_200, 6_100, 3_100, 2_412.7);
    double value = base + gain;
    boolean hasInterval = !key.metric().equals("ECE");
    estimates.add(
        new Estimate(
            MODELS.get(model),
            key,
            slice,
            hasInterval ? Sample.measured(value, se) : Sample.known(value),
            hasInterval ? "bootstrap" : "none",
            OptionalDouble.of(value * 0.75),
            size,
            82_000,
            OptionalDouble.of(model == 3 ? 0.31 : 0.002),
            model == 1 ? 123 : 0,
            key.metric().equals("ROC-AUC") ? OptionalDouble.of(2e-6) : NONE));
    if (model > 0) {
      differences.add(
          new Difference(
              MODELS.get(model),
              "production",
              key,
              slice,
              hasInterval ? Sample.measured(gain, se * 0.6) : Sample.known(gain),
              OptionalDouble.of(gain / base),
              hasInterval ? OptionalDouble.of(0.0123) : NONE,
              hasInterval && slice.isAll() ? OptionalDouble.of(0.0246) : NONE,
              slice.isAll() ? NONE : OptionalDouble.of(0.03),
              key.metric().equals("LogLoss")
                  || key.metric().equals("ECE")
                  || key.metric().equals("HideRate@10"),
              size));
    }
  }

  private static List<CalibrationBin> calibration() {
    List<CalibrationBin> bins = new ArrayList<>();
    for (String model : List.of("candidate", "gbt")) {
      for (int bin = 0; bin < 10; bin++) {
        double score = 0.01 + bin * 0.03;
        double label = model.equals("gbt") ? score * 1.05 : score * 0.8 + 0.01;
        bins.add(
            new CalibrationBin(
                model,
                "click",
                SliceKey.ALL,
                bin,
                bin * 0.03,
                bin * 0.03 + 0.03,
                8_000,
                OptionalDouble.of(score),
                OptionalDouble.of(label),
                8_000));
      }
    }
    return bins;
  }

  private static List<FoundSlice> sliceFindings() {
    return List.of(
        new FoundSlice(
            "gbt",
            "production",
            new MetricKey("nDCG@10", "click", "plain"),
            new SliceKey("platform*country", "ios*jp"),
            OptionalDouble.of(0.3811),
            OptionalDouble.of(0.4102),
            Sample.measured(-0.0291, 0.004),
            OptionalDouble.of(1e-9),
            OptionalDouble.of(2e-7),
            new SampleSize(812, 803, 390, 311.5),
            220,
            Optional.of("platform = ios")));
  }

  private static List<OffPolicyValue> offPolicyValues() {
    Measurement none = new Measurement(NONE, NONE, NONE, NONE);
    return List.of(
        new OffPolicyValue(
            "greedy",
            "bts",
            "ips",
            "impression",
            none,
            none,
            Optional.empty(),
            none,
            NONE,
            false,
            10_000,
            OptionalDouble.of(12.1),
            OptionalDouble.of(0.3),
            OptionalDouble.of(912),
            Optional.of("effective sample size 12.1 is below ope.min-ess = 100"),
            Optional.empty()),
        offPolicyValue("uniform", "ips", 0.0030),
        offPolicyValue("uniform", "snips", 0.0029));
  }

  private static OffPolicyValue offPolicyValue(String target, String estimator, double value) {
    Measurement difference =
        new Measurement(
            OptionalDouble.of(value - 0.004),
            OptionalDouble.of(value - 0.006),
            OptionalDouble.of(value - 0.002),
            NONE);
    return new OffPolicyValue(
        target,
        "bts",
        estimator,
        "impression",
        Sample.measured(value, 0.0008),
        new Measurement(
            OptionalDouble.of(value),
            OptionalDouble.of(value - 0.0015),
            OptionalDouble.of(value + 0.0016),
            NONE),
        Optional.of("random"),
        difference,
        NONE,
        true,
        10_000,
        OptionalDouble.of(512.3),
        OptionalDouble.of(1.02),
        OptionalDouble.of(84),
        Optional.empty(),
        Optional.of("a re-ranking of the items shown"));
  }

  private static List<PropensityPoint> propensities() {
    List<PropensityPoint> points = new ArrayList<>();
    for (String platform : List.of("mobile", "web")) {
      for (int k = 1; k <= 10; k++) {
        double p = Math.pow(k, platform.equals("web") ? -0.7 : -1.1);
        Measurement measured =
            new Measurement(
                OptionalDouble.of(p),
                OptionalDouble.of(p * (1 - 0.02 * (k - 1))),
                OptionalDouble.of(p * (1 + 0.02 * (k - 1))),
                NONE);
        points.add(
            new PropensityPoint(
                platform, k, measured, 12_000, Math.round(2_000 * p), "randomised", true));
      }
    }
    return points;
  }

  private static Measurement trusted(double value) {
    return new Measurement(
        OptionalDouble.of(value),
        OptionalDouble.of(value - 0.02),
        OptionalDouble.of(value + 0.02),
        NONE);
  }

  private static PositionBias positionBias() {
    List<PositionBias.MethodPoint> methods = new ArrayList<>();
    for (String method : List.of("randomised", "em", "harvest")) {
      for (int k = 1; k <= 3; k++) {
        methods.add(
            new PositionBias.MethodPoint(
                "web", method, k, trusted(0.9 / k), method.equals("randomised")));
      }
    }
    return new PositionBias(
        methods,
        List.of(
            new PositionBias.RatioTest(
                "web",
                2,
                OptionalDouble.of(23.1),
                19,
                OptionalDouble.of(0.23),
                OptionalDouble.of(0.46)),
            new PositionBias.RatioTest("web", 3, NONE, 19, NONE, NONE)),
        List.of(new PositionBias.TrustPoint("web", 2, trusted(0.6), trusted(0.05), 431)),
        List.of(
            new PositionBias.ClickFit(
                "dbn", 0, 900, OptionalDouble.of(-0.31), OptionalDouble.of(1.33)),
            new PositionBias.ClickFit(
                "dbn", 1, 900, OptionalDouble.of(-0.31), OptionalDouble.of(1.33))));
  }

  private static List<Diagnostic> diagnostics() {
    return List.of(
        new Diagnostic(
            "all", "clipped share", OptionalDouble.of(0.0123), Optional.of("at clip 10")),
        new Diagnostic(
            "all", "effective sample size", OptionalDouble.of(15_234.5), Optional.empty()));
  }

  private static List<TrainedModel> models() {
    return List.of(
        new TrainedModel(
            "gbt",
            "gbt",
            "click",
            List.of("taste", "quality", "age_hours"),
            new TreeMap<>(Map.of("depth", "5", "trees", "40")),
            new TreeMap<>(Map.of("train_log_loss", 0.21, "valid_log_loss", 0.2234)),
            "ips",
            41.2));
  }

  private static List<Decision> decisions() {
    Check primary =
        check(
            "nDCG@10",
            Kind.PRIMARY,
            Status.PASS,
            0.034,
            0.0296,
            "nDCG@10 gains +0.03400 over the baseline; its interval [+0.02960, +0.03840] (Holm"
                + " over 2 candidates) lies above the margin 0");
    Check clusters =
        check(
            "effective clusters",
            Kind.DATA,
            Status.PASS,
            2_412.7,
            50,
            "2,413 effective clusters, enough for intervals to be trusted (least 50)");
    Check unclear =
        check(
            "R@10",
            Kind.GUARDRAIL,
            Status.INCONCLUSIVE,
            -0.001,
            -0.0035,
            "R@10 changes for the worse by 0.001000; at worst -0.003500 (one-sided 95.0% bound),"
                + " not shown to be inside the tolerated loss of 0.002000");
    return List.of(
        new Decision(
            "gbt",
            Verdict.ADVANCE_TO_AB_TEST,
            1,
            List.of(primary, clusters),
            List.of(primary.reason(), clusters.reason()),
            Optional.empty()),
        new Decision(
            "candidate",
            Verdict.INSUFFICIENT_EVIDENCE,
            2,
            List.of(unclear, clusters),
            List.of(unclear.reason()),
            Optional.of(
                "R@10: 6.2 times the clusters (19,375 instead of 3,100) if the estimate stays;"
                    + " 14.3 times for an 80% chance")));
  }

  private static Check check(
      String name, Kind kind, Status status, double value, double bound, String reason) {
    return new Check(
        name, kind, status, OptionalDouble.of(value), OptionalDouble.of(bound), reason);
  }

  private static List<LeakFinding> leaks() {
    return List.of(
        new LeakFinding(
            "encodes_id",
            "session_number",
            "share of the rows in which it is the id",
            java.util.OptionalDouble.of(1),
            java.util.OptionalDouble.of(0.99),
            LeakFinding.Severity.SEVERE,
            List.of(),
            "it is the number in the id of the request in 100.0% of the rows"),
        new LeakFinding(
            "shared_users",
            "train/test",
            "share of the users of test that the other set has too",
            java.util.OptionalDouble.of(0.71),
            java.util.OptionalDouble.of(0),
            LeakFinding.Severity.INFO,
            List.of("u1", "u9"),
            "710 of 1,000 (71.0%) users of test are in the other set too; a split by time allows"
                + " that"));
  }

  private static List<LedgerEntry> ledger() {
    return List.of(
        entry(
            "prepare",
            0,
            List.of(
                new LedgerEntry.Count("rows in", 412_000),
                new LedgerEntry.Count("train", 240_000),
                new LedgerEntry.Count("validation", 78_000),
                new LedgerEntry.Count("test", 82_000),
                new LedgerEntry.Count("gap", 6_000),
                new LedgerEntry.Count("immature", 4_500),
                new LedgerEntry.Count("quarantined: position below 1", 500),
                new LedgerEntry.Count("duplicates dropped", 1_000)),
            List.of()),
        entry("propensity", 21, List.of(), List.of()),
        entry(
            "train",
            24,
            List.of(),
            List.of(
                new LedgerEntry.NotComputed("model recency", "the log has no item creation time"))),
        entry(
            "evaluate",
            70,
            List.of(new LedgerEntry.Count("requests", 8_200)),
            List.of(
                new LedgerEntry.NotComputed("slice country = aq", "12 requests, fewer than 100"))),
        entry("ope", 3, List.of(), List.of()),
        entry("decide", 88, List.of(new LedgerEntry.Count("candidates", 2)), List.of()));
  }

  private static LedgerEntry entry(
      String job,
      int second,
      List<LedgerEntry.Count> counts,
      List<LedgerEntry.NotComputed> notComputed) {
    Instant started = Instant.parse("2026-03-01T06:00:00Z").plusSeconds(second);
    return new LedgerEntry(
        RUN,
        job,
        List.of(new LedgerEntry.WrittenTable("table", 3, List.of("model"), 12_345, false)),
        counts,
        notComputed,
        Map.of(),
        "log v12",
        "0.1.0",
        "4.1.0",
        started,
        started.plusMillis(2_340));
  }
}
