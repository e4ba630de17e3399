package io.rankproof.error;

/** The data violates the contract of the job that reads it. Exit code 3. */
public final class InputException extends RankproofException {
  private static final long serialVersionUID = 1L;

  /** One line: which table, path or column, what was found, what is allowed, what to do. */
  public InputException(String line) {
    super(line, null);
  }

  /** The same, keeping the failure of the reader for {@code --verbose}. */
  public InputException(String line, Throwable cause) {
    super(line, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
