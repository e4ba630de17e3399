package io.rankproof.cli;

import io.rankproof.error.InputException;
import io.rankproof.ingest.Failures;
import org.apache.spark.SparkThrowable;

/**
 * Failures that the rows of the input cause: an expression of the config that one of them does not
 * bear, such as a cast of text that is no number.
 */
final class DataFailures {
  /** Class 22 of the SQL standard's states: data exceptions. */
  private static final String DATA_EXCEPTION = "22";

  private DataFailures() {}

  /**
   * @throws InputException if that is what a job failed of
   */
  static void refuse(String job, Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getSqlState() != null
          && spark.getSqlState().startsWith(DATA_EXCEPTION)) {
        throw new InputException(
            job
                + ": an expression under source or label fails on a row of the input: "
                + Failures.line(cause)
                + " Correct the expression or the rows.",
            failed);
      }
    }
  }
}
