package io.rankproof.error;

/** A failure that a user can act on: one line for the terminal and an exit code for scripts. */
public abstract sealed class RankproofException extends RuntimeException
    permits ConfigException, InputException, StoreException {
  private static final long serialVersionUID = 1L;

  RankproofException(String line, Throwable cause) {
    super(line.replaceAll("\\s*\\R\\s*", " "), cause);
  }

  /** The process's exit code: 2 usage or config, 3 input violates the contract, 1 the rest. */
  public abstract int exitCode();
}
