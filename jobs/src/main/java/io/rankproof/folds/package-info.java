/** The folds of a rolling split, each a run of its own, summed up. */
package io.rankproof.folds;
