package io.rankproof.kernel.stats;

/**
 * Sums over clusters of products between a ratio's (s, n) and a baseline's (s', n').
 *
 * @param sumSS sum of s_u s'_u
 * @param sumSN sum of s_u n'_u
 * @param sumNS sum of n_u s'_u
 * @param sumNN sum of n_u n'_u
 */
public record CrossMoments(double sumSS, double sumSN, double sumNS, double sumNN) {}
