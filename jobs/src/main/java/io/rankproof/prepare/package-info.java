/** The prepare job: from an impression log to validated, labelled and split examples. */
package io.rankproof.prepare;
