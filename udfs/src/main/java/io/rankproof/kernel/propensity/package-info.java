/**
 * Estimators of examination propensities, tests of the position-based model and click models, over
 * tables of counts.
 *
 * <p>The position-based model: an impression of context key j (a query and an item, say) at
 * position k is clicked with probability p_k r_j (Richardson, Dominowska, Ragno, WWW 2007).
 * Propensities are relative to position 1. Positions are 1-based everywhere.
 */
package io.rankproof.kernel.propensity;
