/**
 * The evaluation of models on the test set: list metrics, point-wise metrics, their uncertainty,
 * paired comparisons and calibration.
 *
 * <p>{@link io.rankproof.evaluate.EvaluateJob} reads top to bottom as the steps; method, formulas
 * and limits are in {@code docs/evaluate.md}.
 */
package io.rankproof.evaluate;
