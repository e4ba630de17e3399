/**
 * The metrics as Spark SQL aggregates, for SQL, Java, Scala and PySpark.
 *
 * <p>Set {@code spark.sql.extensions=io.rankproof.functions.RankproofExtensions}, or call {@link
 * io.rankproof.functions.RankproofFunctions#register}. A function is one {@link
 * io.rankproof.functions.FunctionDefinition}; what it computes is an {@link
 * io.rankproof.functions.Aggregation} over a kernel, and {@link
 * io.rankproof.functions.KernelAggregate} is the one class that Catalyst sees.
 */
package io.rankproof.functions;
