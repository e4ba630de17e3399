/**
 * The impression log as the config describes it: sources read, columns mapped and checked, bad rows
 * set aside, exact duplicates dropped, requests brought together.
 */
package io.rankproof.ingest;
