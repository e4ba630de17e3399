/** Failures a user can act on, with the exit code each gives. */
package io.rankproof.error;
