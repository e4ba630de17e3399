package io.rankproof.prepare;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/** The requests in conflict that a partition has, with the reason: as many as it may remember. */
final class Conflicts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int most;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private boolean forgotten;

  /**
   * @param most how many are remembered
   */
  Conflicts(int most) {
    this.most = most;
  }

  /** Bytes that are no UTF-8 come back from a text as others: such an id is not remembered. */
  void add(UTF8String request, String reason) {
    String id = request.toString();
    if (reasons.size() < most && UTF8String.fromString(id).equals(request)) {
      reasons.put(id, reason);
    } else {
      forgotten = true;
    }
  }

  /** Whether there were others that cannot be remembered. */
  boolean isForgotten() {
    return forgotten;
  }

  /** Reasons by request. */
  Map<String, String> reasons() {
    return reasons;
  }
}
