/**
 * Sums that do not depend on the order of their terms, so that a result is the same to the last bit
 * for any partitioning: {@link io.rankproof.kernel.sum.FixedSums} accumulates in 192-bit fixed
 * point, {@link io.rankproof.kernel.sum.SumGrid} rounds terms so that plain double addition is
 * exact, {@link io.rankproof.kernel.sum.ExactSums} adds doubles of any size.
 */
package io.rankproof.kernel.sum;
