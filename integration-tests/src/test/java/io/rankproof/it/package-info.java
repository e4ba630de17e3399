/** Whole-system tests: they see the product as users do, through its command line and its jar. */
package io.rankproof.it;
