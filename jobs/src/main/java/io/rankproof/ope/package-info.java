/**
 * Off-policy value: what a policy that never showed anything would have earned, from logged action
 * propensities. {@link io.rankproof.ope.OpeTable} is what the evaluate job calls.
 */
package io.rankproof.ope;
