/**
 * What rankings show beyond accuracy: who is in the top k, how alike a list's items are, how evenly
 * exposure is spread over items and creators. Plain Java over primitive arrays; formulas and
 * sources are in {@code docs/beyond-accuracy.md}.
 */
package io.rankproof.kernel.beyond;
