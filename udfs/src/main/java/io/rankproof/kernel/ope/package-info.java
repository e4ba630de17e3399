/**
 * Off-policy value from logged rounds: sums over clusters (users) for a grid of estimators and
 * weight bounds, their delta-method errors and Poisson bootstrap, the choice of a bound, lower
 * bounds that hold without normality, and estimators for lists.
 */
package io.rankproof.kernel.ope;
