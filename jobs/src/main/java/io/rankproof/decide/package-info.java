/** The verdict: an explicit policy applied to what the evaluation measured. */
package io.rankproof.decide;
