/**
 * Features that count what happened strictly before each impression, in one sorted pass per key.
 */
package io.rankproof.asof;
