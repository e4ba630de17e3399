/**
 * The mathematics of Rankproof over primitive arrays: ranking metrics, point-wise metrics, the
 * bootstrap. Plain Java; nothing here knows Spark (an architecture test holds that).
 */
package io.rankproof.kernel;
