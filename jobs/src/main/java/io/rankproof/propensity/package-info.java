/**
 * Examination propensities: how likely a user looks at a position, relative to the first one.
 *
 * <p>One aggregation makes a small table of counts per context, position and cluster; the rest is
 * arithmetic on the driver. Other jobs meet the result as a table and attach it to their rows with
 * {@link io.rankproof.propensity.Propensities}.
 */
package io.rankproof.propensity;
