/**
 * Scored rows as blocks of primitive arrays, the rows of a request together: straight from files
 * where they are known to lie so, else after a packed exchange, else after Spark's own exchange and
 * sort. {@link io.rankproof.rows.RowStream} chooses and hides which.
 */
package io.rankproof.rows;
