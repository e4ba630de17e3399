/**
 * Ranking metrics of one request over primitive arrays.
 *
 * <p>{@link io.rankproof.kernel.rank.MetricSpec} names a metric, {@link
 * io.rankproof.kernel.rank.RequestBuffer} holds the rows of one request and is reused from request
 * to request, {@link io.rankproof.kernel.rank.RankingKernel} turns them into numbers. Formulas and
 * their sources: {@code docs/metrics.md}.
 */
package io.rankproof.kernel.rank;
