package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.List;

/** How requests are told apart by slices: by values known before, or found on the way. */
sealed interface Slicing extends Serializable permits Cohorts, OpenSlices {

  /** A reader for one partition. */
  SliceReader reader();

  /** How many slices there are, with that of all rows. */
  int sliceCount();

  /** Names of the segments that slices use. */
  List<String> segments();

  /** The variants of each slice value. */
  List<Variant> variants();
}
