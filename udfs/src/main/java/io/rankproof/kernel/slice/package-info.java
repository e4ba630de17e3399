/**
 * The search for slices of the requests in which a model does worse: sums by slice, cluster-robust
 * contrasts, correction for the search. Method and sources are in {@code docs/slice-finder.md}.
 */
package io.rankproof.kernel.slice;
