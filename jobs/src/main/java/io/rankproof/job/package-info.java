/** What a job is, and what it works with. */
package io.rankproof.job;
