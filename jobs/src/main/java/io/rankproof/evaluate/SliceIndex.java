package io.rankproof.evaluate;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The values of a slice.
 *
 * @param title the slice's name
 * @param places of the slice's segments among all segments read
 * @param values keys to slice value
 */
record SliceIndex(String title, int[] places, Map<List<String>, Integer> values)
    implements Serializable {
}
