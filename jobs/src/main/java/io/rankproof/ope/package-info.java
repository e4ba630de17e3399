/**
 * Off-policy value: what policies that did not show the log would have earned.
 *
 * <p>Rows get each target's probability beside the logger's, are brought together by user, and are
 * read once for all targets, estimators and weight bounds; the arithmetic is {@code
 * io.rankproof.kernel.ope}.
 */
package io.rankproof.ope;
