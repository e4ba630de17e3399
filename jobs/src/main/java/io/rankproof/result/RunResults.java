package io.rankproof.result;

import io.rankproof.store.LedgerEntry;
import io.rankproof.store.RunId;
import io.rankproof.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * All that a run has found, as its tables and the ledger say.
 *
 * @param data what prepare and evaluate say of the data themselves
 * @param ledger finished jobs, oldest first
 */
public record RunResults(
    RunId run,
    List<Estimate> estimates,
    List<Difference> differences,
    List<CalibrationBin> calibration,
    List<FoundSlice> sliceFindings,
    List<OffPolicyValue> offPolicyValues,
    List<PropensityPoint> propensities,
    List<Diagnostic> diagnostics,
    PositionBias positionBias,
    List<TrainedModel> models,
    List<Decision> decisions,
    DataFindings data,
    List<LeakFinding> leaks,
    List<LedgerEntry> ledger) {

  /** Reads every result table that the run has; the others are empty lists. */
  public static RunResults load(Store store, RunId run) {
    ResultTables tables = new ResultTables(store, run);
    return new RunResults(
        run,
        tables.estimates(),
        tables.differences(),
        tables.calibration(),
        tables.sliceFindings(),
        tables.offPolicyValues(),
        tables.propensities(),
        tables.diagnostics(),
        tables.positionBias(),
        tables.models(),
        tables.decisions(),
        tables.data(),
        tables.leaks(),
        store.entries(run));
  }

  /** The model that the others were compared with. */
  public Optional<String> baseline() {
    return differences.stream().map(Difference::baseline).findFirst();
  }

  /** What the ledger says of a job. */
  public Optional<LedgerEntry> job(String name) {
    return ledger.stream().filter(entry -> entry.job().equals(name)).findFirst();
  }
}
