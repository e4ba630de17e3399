package io.rankproof.evaluate;

import java.io.Serializable;

/** Counts over requests, for what has to be said of them. */
final class ListTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] mixed;
  private long requests;
  private long lists;
  private long unknownLabels;
  private long notDebiasable;

  /**
   * @param slices number of slices
   */
  ListTally(int slices) {
    mixed = new long[slices];
  }

  void add(OpenRequest request) {
    requests++;
    lists += request.items() > 1 ? 1 : 0;
    unknownLabels += request.lacksAnyLabel() ? 1 : 0;
    notDebiasable += request.isDebiasable() ? 0 : 1;
    int[] values = request.sliceValues();
    for (int slice = 0; slice < mixed.length; slice++) {
      mixed[slice] += values[slice] == OpenRequest.MIXED ? 1 : 0;
    }
  }

  void merge(ListTally other) {
    requests += other.requests;
    lists += other.lists;
    unknownLabels += other.unknownLabels;
    notDebiasable += other.notDebiasable;
    for (int slice = 0; slice < mixed.length; slice++) {
      mixed[slice] += other.mixed[slice];
    }
  }

  long requests() {
    return requests;
  }

  /** Requests with two items or more. */
  long lists() {
    return lists;
  }

  /** Requests with an unknown label. */
  long unknownLabels() {
    return unknownLabels;
  }

  /** Requests not all of whose rows have a usable propensity and all labels. */
  long notDebiasable() {
    return notDebiasable;
  }

  /** Requests whose rows differ in a slice. */
  long mixed(int slice) {
    return mixed[slice];
  }
}
