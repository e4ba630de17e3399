/** Delta tables partitioned by run, the ledger that makes them visible, and the run's files. */
package io.rankproof.store;
