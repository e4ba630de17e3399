/**
 * The Poisson bootstrap by cluster: hashed replicate weights, replicate sums that merge, and the
 * intervals made of them.
 */
package io.rankproof.kernel.bootstrap;
