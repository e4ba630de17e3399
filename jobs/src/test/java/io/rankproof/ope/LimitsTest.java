package io.rankproof.ope;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankproof.kernel.stats.Estimate;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Limits LIMITS = new Limits(100, 0.9, 0.95);

  @Test
  void asManyTimesTheRowsAsTheEffectiveSizeIsShort() {
    assertThat(LIMITS.tooFew(100, "", "rows", "other traffic")).isEmpty();
    assertThat(LIMITS.tooFew(30, " at position 2", "requests", "a smaller depth"))
        .contains(
            "effective sample size 30.0 at position 2 is below ope.min-ess = 100.0: about 4 times"
                + " the requests are needed, or a smaller depth");
  }

  @Test
  void noNumberOfRowsHelpsWhereEveryWeightIsZero() {
    assertThat(LIMITS.tooFew(0, "", "rows", "other traffic"))
        .contains("every weight is 0: no number of such rows is enough; other traffic is needed");
  }

  /** 1.4 effective products with a mean of 0.4: the large ones may not have been drawn. */
  @Test
  void productsAreNotCalledUnsupportedBeforeEnoughOfThemCount() {
    Estimate low = new Estimate(0.4, 0.1, 1000);
    assertThat(LIMITS.unsupported(low, "")).isPresent();
    assertThat(LIMITS.unsupportedProduct(low, 1.4, "")).isEmpty();
    assertThat(LIMITS.unsupportedProduct(low, 100, "")).isPresent();
    assertThat(LIMITS.unsupportedProduct(new Estimate(0, 0, 1000), 0, "")).isPresent();
  }

  @Test
  void aMeanWeightIsTooSmallWhereItsWholeIntervalIs() {
    assertThat(LIMITS.unsupported(new Estimate(0.8, 0.2, 100), "")).isEmpty();
    assertThat(LIMITS.unsupported(new Estimate(0.6, 0.01, 100), " at position 1"))
        .get()
        .asString()
        .contains("the mean weight at position 1 is 0.600 (at most 0.620)", "= 0.90");
    assertThat(LIMITS.unsupported(new Estimate(0.6, Double.NaN, 1), "")).isEmpty();
  }
}
