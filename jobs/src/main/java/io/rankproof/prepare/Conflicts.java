package io.rankproof.prepare;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

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

  void add(String request, String reason) {
    if (reasons.size() < most) {
      reasons.put(request, reason);
    } else {
      forgotten = true;
    }
  }

  /** Whether there were more than can be remembered. */
  boolean isForgotten() {
    return forgotten;
  }

  /** Reasons by request. */
  Map<String, String> reasons() {
    return reasons;
  }
}
