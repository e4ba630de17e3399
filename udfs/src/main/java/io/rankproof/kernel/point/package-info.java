/**
 * Point-wise metrics as mergeable states over primitive arrays.
 *
 * <p>{@link io.rankproof.kernel.point.ScoreHistogram} carries everything that depends on the order
 * of scores (ROC-AUC, PR-AUC, top share, thresholds); {@link
 * io.rankproof.kernel.point.ProbabilityLosses} and {@link io.rankproof.kernel.point.ErrorSums} the
 * losses; {@link io.rankproof.kernel.point.CalibrationBins} calibration. Every state has add,
 * merge, result and bytes, and gives the same bits for any order and any partitioning of its rows.
 */
package io.rankproof.kernel.point;
