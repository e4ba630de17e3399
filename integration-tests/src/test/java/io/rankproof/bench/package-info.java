/**
 * Benchmarks: Rankproof beside other ways to the same numbers, on the same files, in one JVM. See
 * {@code docs/performance.md}.
 */
package io.rankproof.bench;
