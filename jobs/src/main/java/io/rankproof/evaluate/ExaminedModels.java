package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.col;

import io.rankproof.job.RunContext;
import io.rankproof.store.Table;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Encoders;

/**
 * Models trained with propensities (ips, em): they predict a click given examination, so that
 * against clicks their prediction is propensity x score.
 */
final class ExaminedModels {
  private ExaminedModels() {}

  /**
   * For each model whether it is one. Where no propensity is usable none is: then scores are all
   * there is to compare with clicks.
   */
  static List<Boolean> of(RunContext context, LogProfile profile, List<String> models) {
    Set<String> weighted = profile.hasPropensities() ? weighted(context) : Set.of();
    return models.stream().map(weighted::contains).toList();
  }

  private static Set<String> weighted(RunContext context) {
    return context
        .store()
        .find(Table.MODELS, context.run())
        .map(
            models ->
                models
                    .where(col("weighting").isin("ips", "em"))
                    .select("model")
                    .as(Encoders.STRING())
                    .collectAsList())
        .<Set<String>>map(TreeSet::new)
        .orElse(Set.of());
  }
}
