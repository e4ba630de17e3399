/**
 * The leak audit: what the examples show of the future in the past, of keys shared by sets that
 * promise to keep them apart, and of features that are the label, the time or an id in disguise.
 */
package io.rankproof.audit;
