package io.rankproof.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the data themselves are like.
 *
 * @param contract rules of the input, kept or not
 * @param profile figures of every column of the examples
 * @param mix engagements by day and by position
 * @param sensitivity values under several attribution windows
 */
public record DataFindings(
    List<ContractResult> contract,
    List<ProfileFigure> profile,
    List<MixShare> mix,
    List<WindowValue> sensitivity) {
  /** Nothing is known. */
  public static final DataFindings NONE =
      new DataFindings(List.of(), List.of(), List.of(), List.of());

  /**
   * A rule of {@code source.contract}.
   *
   * @param expected what it asks, in words
   * @param violations rows that break it
   * @param action what follows: quarantine or fail
   * @param status kept or broken
   * @param example a value that breaks it
   */
  public record ContractResult(
      String rule,
      String expected,
      long rows,
      long violations,
      String action,
      String status,
      Optional<String> example) {}

  /** A measure of a column; {@code text} is the value that a share is of. */
  public record ProfileFigure(
      String column, String measure, OptionalDouble value, Optional<String> text) {}

  /**
   * How many of the rows of a day or a position were engaged with.
   *
   * @param by day or position
   * @param place order of the values
   */
  public record MixShare(
      String by, String value, int place, String engagement, long rows, long engaged) {}

  /**
   * A model's value under one attribution window.
   *
   * @param window as {@code 6h}, or {@code configured}
   * @param seconds its length; 0 for the configured one
   * @param rank among the models, 1 is best
   * @param tau Kendall's tau-b of the models' order and the one under the configured window
   */
  public record WindowValue(
      String metric,
      String estimator,
      String window,
      long seconds,
      String model,
      Measurement measured,
      int rank,
      OptionalDouble tau) {}
}
