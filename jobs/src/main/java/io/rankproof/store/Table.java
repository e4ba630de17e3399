package io.rankproof.store;

import java.util.List;

/** The tables: the only place where jobs meet. Columns are listed in docs/tables.md. */
public enum Table {
  LOG("log", "simulate"),
  LOG_ENGAGEMENTS("log_engagements", "simulate"),
  LOG_ITEMS("log_items", "simulate"),
  TRUTH_IMPRESSIONS("truth_impressions", "simulate"),
  TRUTH_PROPENSITIES("truth_propensities", "simulate"),
  TRUTH_VALUES("truth_values", "simulate"),
  EXAMPLES("examples", "prepare", "split"),
  QUARANTINE("quarantine", "prepare"),
  CONTRACT("contract", "prepare"),
  DATA_PROFILE("data_profile", "prepare"),
  ENGAGEMENT_MIX("engagement_mix", "prepare"),
  LEAK_AUDIT("leak_audit", "audit"),
  PROPENSITIES("propensities", "propensity"),
  PROPENSITY_DIAGNOSTICS("propensity_diagnostics", "propensity"),
  PROPENSITY_METHODS("propensity_methods", "propensity"),
  PROPENSITY_TESTS("propensity_tests", "propensity"),
  PROPENSITY_TRUST("propensity_trust", "propensity"),
  CLICK_MODELS("click_models", "propensity"),
  MODELS("models", "train"),
  SCORES("scores", "score", "split"),
  REQUEST_METRICS("request_metrics", "evaluate"),
  METRICS("metrics", "evaluate"),
  COMPARISONS("comparisons", "evaluate"),
  CALIBRATION("calibration", "evaluate"),
  LABEL_SENSITIVITY("label_sensitivity", "evaluate"),
  SLICE_FINDINGS("slice_findings", "evaluate"),
  OPE("ope", "ope"),
  DECISIONS("decisions", "decide"),
  FOLDS("folds", "folds");

  private final String folder;
  private final String job;
  private final List<String> partitions;

  Table(String folder, String job, String... partitions) {
    this.folder = folder;
    this.job = job;
    this.partitions = List.of(partitions);
  }

  /** Name of the table and of its folder under {@code tables/}. */
  public String folder() {
    return folder;
  }

  /** The job that writes it. */
  public String job() {
    return job;
  }

  /** Partition columns after {@code run_id}. */
  List<String> partitions() {
    return partitions;
  }
}
