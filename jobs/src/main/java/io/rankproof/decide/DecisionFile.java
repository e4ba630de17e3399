package io.rankproof.decide;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankproof.config.DecideConfig;
import io.rankproof.result.Check;
import io.rankproof.result.Decision;
import io.rankproof.result.Json;
import io.rankproof.store.RunId;
import java.util.List;
import java.util.Optional;

/** {@code decision.json}: what the decisions table says, with the policy it followed. */
final class DecisionFile {
  static final String NAME = "decision.json";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String MEANING =
      "ADVANCE_TO_AB_TEST: every check passed, so the candidate has earned an A/B test; an offline"
          + " win is not a launch. INSUFFICIENT_EVIDENCE: the data cannot tell yet. HOLD: a check"
          + " failed or could not be made.";

  private DecisionFile() {}

  static byte[] of(
      RunId run, Optional<String> baseline, DecideConfig policy, List<Decision> decisions) {
    Decisions.Overall overall = Decisions.overall(decisions);
    ObjectNode file = NODES.objectNode();
    file.put("run", run.value());
    file.put("verdict", overall.verdict().name());
    file.put("meaning", MEANING);
    file.put("baseline", baseline.orElse(null));
    file.put("candidate", overall.best().map(Decision::model).orElse(null));
    file.set("policy", policy(policy));
    ArrayNode list = file.putArray("decisions");
    decisions.forEach(decision -> list.add(decision(decision)));
    return Json.bytes(file);
  }

  private static ObjectNode policy(DecideConfig policy) {
    ObjectNode node = NODES.objectNode();
    node.set(
        "primary",
        demand(policy.primary().metric(), policy.primary().estimator(), policy.primary().margin()));
    ArrayNode guardrails = node.putArray("guardrails");
    policy.guardrails().forEach(g -> guardrails.add(demand(g.metric(), g.estimator(), g.margin())));
    node.put("slice_harm", policy.sliceHarm());
    node.put("max_ece", policy.maxEce().orElse(null));
    ArrayNode waived = node.putArray("waive");
    policy.waive().forEach(waived::add);
    node.put("alpha", policy.alpha());
    return node;
  }

  private static ObjectNode demand(String metric, String estimator, double margin) {
    return NODES
        .objectNode()
        .put("metric", metric)
        .put("estimator", estimator)
        .put("margin", margin);
  }

  private static ObjectNode decision(Decision decision) {
    ObjectNode node = NODES.objectNode();
    node.put("model", decision.model());
    node.put("verdict", decision.verdict().name());
    node.put("rank", decision.rank());
    ArrayNode reasons = node.putArray("reasons");
    decision.reasons().forEach(reasons::add);
    node.put("needed", decision.needed().orElse(null));
    ArrayNode checks = node.putArray("checks");
    decision.checks().forEach(check -> checks.add(check(check)));
    return node;
  }

  private static ObjectNode check(Check check) {
    ObjectNode node = NODES.objectNode();
    node.put("name", check.name());
    node.put("kind", check.kind().text());
    node.put("status", check.status().text());
    node.set("value", Json.number(check.value()));
    node.set("bound", Json.number(check.bound()));
    node.put("reason", check.reason());
    return node;
  }
}
