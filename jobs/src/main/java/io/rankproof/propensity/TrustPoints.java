package io.rankproof.propensity;

import io.rankproof.kernel.propensity.KeySums;
import io.rankproof.kernel.propensity.TrustSums;
import io.rankproof.kernel.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Trust bias of the randomised slice, as the table {@code propensity_trust} has it: shown, used for
 * nothing.
 */
final class TrustPoints {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "context STRING, position INT, alpha DOUBLE, alpha_low DOUBLE, alpha_high DOUBLE,"
              + " beta DOUBLE, beta_low DOUBLE, beta_high DOUBLE, keys BIGINT");

  private TrustPoints() {}

  /**
   * @param deepest deepest position
   */
  static List<Row> rows(Map<String, KeySums> sums, int deepest, double confidence) {
    List<Row> rows = new ArrayList<>();
    sums.forEach(
        (context, keys) -> {
          for (int position = 2; position <= deepest; position++) {
            TrustSums.Trust trust = keys.trust().at(position);
            if (!Double.isNaN(trust.alpha())) {
              rows.add(row(context, trust, confidence));
            }
          }
        });
    return rows;
  }

  private static Row row(String context, TrustSums.Trust trust, double confidence) {
    Interval alpha = trust.alphaInterval(confidence);
    Interval beta = trust.betaInterval(confidence);
    return RowFactory.create(
        context,
        trust.position(),
        trust.alpha(),
        orNull(alpha.low()),
        orNull(alpha.high()),
        trust.beta(),
        orNull(beta.low()),
        orNull(beta.high()),
        trust.keys());
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
