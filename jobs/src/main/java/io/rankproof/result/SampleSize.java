package io.rankproof.result;

/**
 * How much data a number rests on.
 *
 * @param requests requests looked at
 * @param withValue requests for which the metric is defined
 * @param clusters units of independence, users unless there are none
 * @param effectiveClusters (sum n)^2 / sum n^2 over the clusters' sizes n: fewer when a few users
 *     make most of the log
 */
public record SampleSize(long requests, long withValue, long clusters, double effectiveClusters) {}
