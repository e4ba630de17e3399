package io.rankproof.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScoreCurveTest {
  @Property(tries = 200)
  void joinedGroupsHoldTheSameRowsInAboutEqualShares(
      @ForAll @IntRange(min = 1, max = 300) int n,
      @ForAll @IntRange(min = 0, max = 40) int levels,
      @ForAll @IntRange(min = 2, max = 400) int capacity,
      @ForAll @IntRange(min = 2, max = 50) int most,
      @ForAll long seed) {
    Rows rows = Rows.random(n, levels, 0.3, true, seed);
    for (int i = 0; i < n; i += 11) {
      rows.scores()[i] = Double.NaN;
    }
    ScoreCurve curve = rows.histogram(capacity, 10).curve();
    ScoreCurve joined = curve.joined(most);

    assertThat(joined.groups()).isLessThanOrEqualTo(most + 1);
    assertThat(joined.totalPositives()).isCloseTo(curve.totalPositives(), within(1e-9));
    assertThat(joined.totalNegatives()).isCloseTo(curve.totalNegatives(), within(1e-9));
    assertThat(joined.hasMissing()).isEqualTo(curve.hasMissing());
    for (double score : rows.scores()) {
      int group = joined.groupOf(score);
      int before = curve.groupOf(score);
      assertThat(joined.leastScore(group)).isLessThanOrEqualTo(curve.leastScore(before));
      assertThat(joined.greatestScore(group)).isGreaterThanOrEqualTo(curve.greatestScore(before));
    }
    if (curve.hasBothClasses() && joined != curve) {
      double largest = largestShare(curve, 0);
      int first = joined.firstScored();
      assertThat(largestShare(joined, first)).isLessThanOrEqualTo(4.0 / most + largest + 1e-9);
      BoundedValue area = RocAuc.of(joined);
      assertThat(RocAuc.of(curve).value())
          .isCloseTo(area.value(), within(area.errorBound() + 1e-9));
    }
  }

  /** The most that a group has of the positives and of the negatives, added. */
  private static double largestShare(ScoreCurve curve, int first) {
    double largest = 0;
    for (int group = first; group < curve.groups(); group++) {
      double share =
          curve.positives(group) / curve.totalPositives()
              + curve.negatives(group) / curve.totalNegatives();
      largest = Math.max(largest, share);
    }
    return largest;
  }

  @Test
  void influencesOnAJoinedCurveGiveTheSameStandardErrors() {
    Rows rows = Rows.random(40_000, 0, 0.04, false, 5);
    ScoreCurve curve = rows.histogram(1 << 17, 0).curve();
    ScoreCurve joined = curve.joined(1 << 10);
    assertThat(joined.groups()).isBetween(900, 1 << 10);

    double roc = error(RocAuc.influence(curve), rows);
    // A share of the other class moves by half a group's, at most 2 / 1024, and so does the area.
    double most = 4.0 / (1 << 10) * Math.hypot(root(rows, true), root(rows, false));
    assertThat(most).isLessThan(0.02 * roc);
    assertThat(error(RocAuc.influence(joined), rows)).isCloseTo(roc, within(most));
    double pr = error(PrAuc.influence(curve), rows);
    assertThat(error(PrAuc.influence(joined), rows)).isCloseTo(pr, within(0.005 * pr));
    assertThat(total(RocAuc.influence(joined), rows)).isCloseTo(0, within(1e-9));
    assertThat(total(PrAuc.influence(joined), rows)).isCloseTo(0, within(1e-9));
    System.out.printf(
        "standard errors with 40,000 and %d groups: ROC-AUC %.6f, %.6f, PR-AUC %.6f, %.6f%n",
        joined.groups(),
        roc,
        error(RocAuc.influence(joined), rows),
        pr,
        error(PrAuc.influence(joined), rows));
  }

  private static double root(Rows rows, boolean label) {
    return 1 / Math.sqrt(rows.weight(label));
  }

  private static double error(Influence influence, Rows rows) {
    double squares = 0;
    for (int i = 0; i < rows.size(); i++) {
      double of = influence.of(rows.scores()[i], rows.labels()[i], 1);
      squares += of * of;
    }
    return Math.sqrt(squares);
  }

  private static double total(Influence influence, Rows rows) {
    double total = 0;
    for (int i = 0; i < rows.size(); i++) {
      total += influence.of(rows.scores()[i], rows.labels()[i], 1);
    }
    return total;
  }

  @Property(tries = 200)
  void asManyBinsAsAreForetoldKeepThatManyBitsMore(
      @ForAll @IntRange(min = 50, max = 400) int n,
      @ForAll @IntRange(min = 0, max = 200) int levels,
      @ForAll @IntRange(min = 2, max = 40) int capacity,
      @ForAll @IntRange(min = 0, max = 12) int bits,
      @ForAll boolean weighted,
      @ForAll long seed) {
    Rows rows = Rows.random(n, levels, 0.3, weighted, seed);
    ScoreHistogram coarse = rows.histogram(capacity, weighted ? 10 : 0);
    long most = coarse.curve().mostGroups(bits);
    ScoreHistogram finer = rows.histogram((int) Math.max(2, most), weighted ? 10 : 0);

    assertThat(finer.curve().groups()).isLessThanOrEqualTo((int) Math.max(2, most));
    assertThat(shift(finer)).isLessThanOrEqualTo(Math.max(0, shift(coarse) - bits));
    if (!weighted) {
      assertThat(most).isLessThanOrEqualTo(n);
    }
  }

  private static int shift(ScoreHistogram histogram) {
    return ByteBuffer.wrap(histogram.toBytes()).getInt(2 * Integer.BYTES);
  }

  @Test
  void tiedGroupsLeaveTheErrorOfRoundedWeights() {
    Rows rows = Rows.random(5_000, 0, 0.2, false, 3);
    Arrays.fill(rows.weights(), 0.3);
    ScoreCurve curve = rows.histogram(64, 24).curve();
    double rounding = RocAuc.of(rows.histogram(8_192, 24).curve()).errorBound();

    assertThat(rounding).isBetween(1e-9, 1e-6);
    assertThat(RocAuc.of(curve).errorBound()).isGreaterThan(1e-4);
    assertThat(RocAuc.of(curve.tied()).errorBound()).isEqualTo(rounding);
  }

  @Test
  void aCurveOutlivesSerialisation() throws IOException, ClassNotFoundException {
    Rows rows = Rows.random(500, 0, 0.3, true, 8);
    ScoreCurve curve = rows.histogram(100, 10).curve();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(curve);
    }
    assertThat(bytes.size()).isLessThan(32 * curve.groups() + 500);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ScoreCurve read = (ScoreCurve) in.readObject();
      assertThat(PrAuc.of(read)).isEqualTo(PrAuc.of(curve));
      assertThat(RocAuc.of(read)).isEqualTo(RocAuc.of(curve));
      assertThat(read.groupOf(rows.scores()[7])).isEqualTo(curve.groupOf(rows.scores()[7]));
    }
  }

  @Test
  void scoresBeyondTheirGroupAndNoGroupsAreRefused() {
    ScoreHistogram histogram = ScoreHistogram.unweighted(2);
    histogram.add(0.5, true);
    histogram.add(0.6, false);
    ScoreCurve curve = histogram.curve();
    assertThatThrownBy(() -> curve.groupOf(0.7)).hasMessageContaining("not among the rows");
    assertThatThrownBy(() -> curve.groupOf(0.55)).hasMessageContaining("not among the rows");
    assertThatThrownBy(() -> curve.joined(1)).hasMessageContaining("at least 2");
  }
}
