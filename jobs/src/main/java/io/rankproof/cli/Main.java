package io.rankproof.cli;

/** Entry point of the launcher and of spark-submit. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code = Rankproof.execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }
}
