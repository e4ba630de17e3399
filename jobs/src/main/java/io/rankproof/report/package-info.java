/**
 * What people open: the report page, the terminal summary, and the run's JSON files. A page is
 * sections made of blocks; a capability gets its place by adding a section.
 */
package io.rankproof.report;
