/**
 * The rows of the result tables as records, and their reading: what the verdict, the report and the
 * terminal share. It knows the tables' contract and none of the jobs that fill them.
 */
package io.rankproof.result;
