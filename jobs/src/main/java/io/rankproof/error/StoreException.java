package io.rankproof.error;

/** The store cannot serve the job: a step is missing, or a write failed. Exit code 1. */
public final class StoreException extends RankproofException {
  private static final long serialVersionUID = 1L;

  /** One line: the table or path, what happened, what to do. */
  public StoreException(String line) {
    super(line, null);
  }

  /** The same with its cause, shown under {@code --verbose}. */
  public StoreException(String line, Throwable cause) {
    super(line, cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
