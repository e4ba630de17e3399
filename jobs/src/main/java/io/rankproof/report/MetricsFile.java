package io.rankproof.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankproof.result.Difference;
import io.rankproof.result.Estimate;
import io.rankproof.result.FoundSlice;
import io.rankproof.result.Json;
import io.rankproof.result.Measurement;
import io.rankproof.result.MetricKey;
import io.rankproof.result.SampleSize;
import io.rankproof.result.SliceKey;

/**
 * {@code metrics.json}: every row of the tables metrics, comparisons and slice_findings, for other
 * programs.
 */
final class MetricsFile {
  static final String NAME = "metrics.json";

  private MetricsFile() {}

  static byte[] of(Findings findings) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("run", findings.results().run().value());
    file.put("baseline", findings.baseline().orElse(null));
    file.put("confidence", findings.config().evaluate().confidence());
    ArrayNode metrics = file.putArray("metrics");
    findings.results().estimates().forEach(estimate -> write(metrics.addObject(), estimate));
    ArrayNode comparisons = file.putArray("comparisons");
    findings.results().differences().forEach(d -> write(comparisons.addObject(), d));
    ArrayNode found = file.putArray("slice_findings");
    findings.results().sliceFindings().forEach(slice -> write(found.addObject(), slice));
    return Json.bytes(file);
  }

  private static void write(ObjectNode node, Estimate estimate) {
    node.put("model", estimate.model());
    write(node, estimate.key(), estimate.slice());
    write(node, "value", estimate.measured());
    node.put("interval", estimate.interval());
    node.set("value_zero_filled", Json.number(estimate.zeroFilled()));
    write(node, estimate.sample());
    node.put("n_rows", estimate.rows());
    node.set("tied_share", Json.number(estimate.tiedShare()));
    node.put("missing_scores", estimate.missingScores());
    node.set("error_bound", Json.number(estimate.errorBound()));
  }

  private static void write(ObjectNode node, Difference difference) {
    node.put("model", difference.model());
    node.put("baseline", difference.baseline());
    write(node, difference.key(), difference.slice());
    write(node, "delta", difference.delta());
    node.set("relative", Json.number(difference.relative()));
    node.set("p_value", Json.number(difference.pValue()));
    node.set("p_holm", Json.number(difference.pHolm()));
    node.set("p_bh", Json.number(difference.pBh()));
    node.put("lower_is_better", difference.lowerIsBetter());
    write(node, difference.sample());
  }

  private static void write(ObjectNode node, FoundSlice found) {
    node.put("model", found.model());
    node.put("worse_than", found.worseThan());
    write(node, found.key(), found.slice());
    node.set("value", Json.number(found.value()));
    node.set("reference", Json.number(found.reference()));
    write(node, "delta", found.delta());
    node.set("p_value", Json.number(found.pValue()));
    node.set("p_bh", Json.number(found.pBh()));
    write(node, found.sample());
    node.put("tests", found.tests());
    node.put("within", found.within().orElse(null));
  }

  private static void write(ObjectNode node, MetricKey key, SliceKey slice) {
    node.put("metric", key.metric());
    node.put("label", key.label());
    node.put("estimator", key.estimator());
    node.put("slice", slice.slice());
    node.put("slice_value", slice.value());
  }

  private static void write(ObjectNode node, String name, Measurement measured) {
    node.set(name, Json.number(measured.value()));
    node.set("ci_low", Json.number(measured.low()));
    node.set("ci_high", Json.number(measured.high()));
    node.set("se", Json.number(measured.se()));
  }

  private static void write(ObjectNode node, SampleSize sample) {
    node.put("n_requests", sample.requests());
    node.put("n_with_value", sample.withValue());
    node.put("n_clusters", sample.clusters());
    node.put("effective_clusters", sample.effectiveClusters());
  }
}
