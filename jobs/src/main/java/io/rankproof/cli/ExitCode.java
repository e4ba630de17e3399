package io.rankproof.cli;

/** What a script can rely on. */
enum ExitCode {
  DONE(0),
  FAILED(1),
  USAGE(2),
  INPUT(3),
  NOT_ADVANCED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
