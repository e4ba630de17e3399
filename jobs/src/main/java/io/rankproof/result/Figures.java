package io.rankproof.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Numbers as people read them: four significant digits, thousands grouped, the same number of
 * decimals for a value and the ends of its interval. What is absent is a dash.
 */
public final class Figures {
  /** Stands for a number that is not known. */
  public static final String ABSENT = "–";

  private static final int DIGITS = 4;
  private static final int MOST_DECIMALS = 8;

  private Figures() {}

  /** {@code 0.4123}, {@code 12.35}, {@code 1,235}, {@code 1.2e-11}. */
  public static String number(double value) {
    return fixed(value, decimals(value));
  }

  /** The same, a dash when it is absent. */
  public static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : ABSENT;
  }

  /** With a sign: {@code +0.01230}. */
  public static String signed(double value) {
    return (value > 0 ? "+" : "") + number(value);
  }

  /** {@code 0.4123 [0.4101, 0.4145]}; without an interval the value alone. */
  public static String interval(Measurement measured) {
    return interval(measured, false);
  }

  /** A gain in words, whichever direction of the metric is the better one. */
  public static String change(double gain) {
    return gain < 0
        ? "changes for the worse by " + number(-gain)
        : "changes for the better by " + number(gain);
  }

  /** The same with signs, for differences: {@code +0.0123 [+0.0101, +0.0145]}. */
  public static String signedInterval(Measurement measured) {
    return interval(measured, true);
  }

  /** A p-value: {@code 0.032}, {@code <0.0001}. */
  public static String pValue(OptionalDouble p) {
    if (p.isEmpty()) {
      return ABSENT;
    }
    double value = p.getAsDouble();
    return value < 0.0001 ? "<0.0001" : fixed(value, value < 0.01 ? 4 : 3);
  }

  /** A share: {@code 12.3%}. */
  public static String percent(double share) {
    return fixed(100 * share, Math.abs(share) < 0.001 ? 3 : 1) + "%";
  }

  /** A change of a share of something: {@code +4.9%}. */
  public static String signedPercent(double share) {
    return (share > 0 ? "+" : "") + percent(share);
  }

  /** The same, a dash when it is absent. */
  public static String signedPercent(OptionalDouble share) {
    return share.isPresent() ? signedPercent(share.getAsDouble()) : ABSENT;
  }

  /** The same, a dash when it is absent. */
  public static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : ABSENT;
  }

  /** A count: {@code 1,234,567}. */
  public static String count(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }

  private static String interval(Measurement measured, boolean signed) {
    if (measured.value().isEmpty()) {
      return ABSENT;
    }
    double value = measured.value().getAsDouble();
    if (!measured.hasInterval()) {
      return signed ? signed(value) : number(value);
    }
    double low = measured.low().getAsDouble();
    double high = measured.high().getAsDouble();
    int decimals = decimals(Math.max(Math.abs(value), Math.max(Math.abs(low), Math.abs(high))));
    return text(value, decimals, signed)
        + " ["
        + text(low, decimals, signed)
        + ", "
        + text(high, decimals, signed)
        + "]";
  }

  private static String text(double value, int decimals, boolean signed) {
    String text = fixed(value, decimals);
    return signed && value > 0 ? "+" + text : text;
  }

  /** Decimals that show four significant digits of a number of this size. */
  private static int decimals(double size) {
    if (size == 0 || !Double.isFinite(size)) {
      return 0;
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(size)));
    return Math.max(0, DIGITS - 1 - exponent);
  }

  private static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return ABSENT;
    }
    if (decimals > MOST_DECIMALS && value != 0) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value)
            .setScale(Math.min(decimals, MOST_DECIMALS), RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%,." + rounded.scale() + "f", rounded);
  }
}
