package io.rankproof.evaluate;

import java.util.List;
import java.util.stream.Stream;

/**
 * Slices whose values are found while their requests are evaluated, {@link #MOST_VALUES} each at
 * most.
 *
 * @param slices with that of all rows, the first one
 */
record OpenSlices(List<Slice> slices) implements Slicing {
  /**
   * With more values than this the sums of a partition would need to know which are the largest.
   */
  static final int MOST_VALUES = 256;

  OpenSlices {
    slices = List.copyOf(slices);
  }

  /** All rows, and these slices. */
  static OpenSlices of(List<Slice> slices) {
    return new OpenSlices(Stream.concat(Stream.of(Slice.ALL), slices.stream()).toList());
  }

  @Override
  public SliceReader reader() {
    return SliceReader.finding(slices, segments());
  }

  @Override
  public int sliceCount() {
    return slices.size();
  }

  @Override
  public List<String> segments() {
    return slices.stream().flatMap(slice -> slice.segments().stream()).distinct().toList();
  }

  @Override
  public List<Variant> variants() {
    return List.of(Variant.PLAIN);
  }

  /** The most cohorts that one partition, or all together, can have. */
  int mostCohorts() {
    return 1 + (slices.size() - 1) * MOST_VALUES;
  }
}
