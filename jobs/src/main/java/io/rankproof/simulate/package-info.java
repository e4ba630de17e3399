/**
 * A log with known truth. Every value is a function of the seed and of keys (request, user, item),
 * so partitions are computed independently and the data do not depend on them.
 */
package io.rankproof.simulate;
