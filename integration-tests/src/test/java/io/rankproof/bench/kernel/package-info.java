/** Microbenchmarks of the kernels, each beside the plainest code for the same numbers. */
package io.rankproof.bench.kernel;
