/**
 * Statistics over clusters: delta-method errors of ratios, Student and normal quantiles and
 * p-values, corrections for multiple tests.
 */
package io.rankproof.kernel.stats;
