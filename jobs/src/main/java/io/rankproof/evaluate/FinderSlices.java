package io.rankproof.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import io.rankproof.store.JobOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The slices that are searched: the values of each column that have enough rows, and all pairs of
 * them from two columns.
 *
 * @param cohorts the slice values, all rows first
 * @param containing for each slice, all rows not counted, the slices that contain it
 */
record FinderSlices(Cohorts cohorts, int[][] containing) {

  /**
   * A column with its values of enough rows.
   *
   * @param values the largest, {@link #MOST_VALUES} at most
   * @param places how many there are in all
   */
  private record Single(String column, List<SliceValue> values, long places) {
    List<SliceValue> largest(int most) {
      return values.subList(0, Math.min(most, values.size()));
    }

    String whyCut(int most) {
      return most < values.size()
          ? "more than " + MOST_SLICES + " slices would be searched; name fewer columns"
          : "it has "
              + places
              + " values with enough rows; a column of fewer values shows the rest";
    }
  }

  /** Slices at most: each takes a few kilobytes in every task that sees it. */
  static final int MOST_SLICES = 20_000;

  /** Values of a column at most. */
  static final int MOST_VALUES = 50;

  static FinderSlices of(FinderColumns columns, long minRequests, long rows, JobOutput out) {
    List<Single> singles = singles(columns, minRequests);
    int values = affordable(singles);
    List<SliceValue> all = new ArrayList<>(List.of(new SliceValue(Slice.ALL, List.of(), rows)));
    List<List<SliceValue>> kept = new ArrayList<>();
    for (Single single : singles) {
      List<SliceValue> largest = single.largest(values);
      kept.add(largest);
      all.addAll(largest);
      if (single.places() > largest.size()) {
        out.notComputed(
            "slice finder: "
                + single.column()
                + " beyond its "
                + largest.size()
                + " largest values",
            single.whyCut(values));
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      for (int j = i + 1; j < kept.size(); j++) {
        addPairs(kept.get(i), kept.get(j), all);
      }
    }
    return new FinderSlices(Cohorts.of(all, List.of(Variant.PLAIN)), containing(all));
  }

  /** The values of each column with enough rows, the largest first. */
  private static List<Single> singles(FinderColumns columns, long minRequests) {
    List<String> names = columns.names();
    Column[] memberships = new Column[names.size()];
    Arrays.setAll(
        memberships,
        i -> struct(lit(i).as("number"), ScoredRows.segment(names.get(i)).as("value")));
    Dataset<Row> sizes =
        columns
            .rows()
            .select(explode(array(memberships)).as("slice"))
            .groupBy("slice.number", "slice.value")
            .agg(count(lit(1)).as("rows"))
            .where(col("rows").geq(minRequests));
    List<Row> found =
        sizes
            .withColumn(
                "place",
                row_number()
                    .over(Window.partitionBy("number").orderBy(col("rows").desc(), col("value"))))
            .withColumn("places", count(lit(1)).over(Window.partitionBy("number")))
            .where(col("place").leq(MOST_VALUES))
            .orderBy("number", "place")
            .collectAsList();
    List<Single> singles = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int number = i;
      List<Row> own = found.stream().filter(row -> row.<Integer>getAs("number") == number).toList();
      Slice slice = new Slice(List.of(names.get(number)));
      singles.add(
          new Single(
              names.get(number),
              own.stream().map(row -> value(slice, row)).toList(),
              own.isEmpty() ? 0 : own.get(0).<Long>getAs("places")));
    }
    return singles;
  }

  private static SliceValue value(Slice slice, Row row) {
    return new SliceValue(slice, List.of(row.<String>getAs("value")), row.<Long>getAs("rows"));
  }

  /** The most values of each column with which the slices are not too many. */
  private static int affordable(List<Single> singles) {
    int values = MOST_VALUES;
    while (values > 1 && slices(singles, values) > MOST_SLICES) {
      values--;
    }
    return values;
  }

  private static long slices(List<Single> singles, int values) {
    long ofOne = 0;
    long ofTwo = 0;
    for (Single single : singles) {
      long count = single.largest(values).size();
      ofTwo += ofOne * count;
      ofOne += count;
    }
    return ofOne + ofTwo;
  }

  private static void addPairs(
      List<SliceValue> firsts, List<SliceValue> seconds, List<SliceValue> all) {
    for (SliceValue first : firsts) {
      for (SliceValue second : seconds) {
        Slice cross = new Slice(both(first.slice().segments(), second.slice().segments()));
        long rows = Math.min(first.rows(), second.rows());
        all.add(new SliceValue(cross, both(first.keys(), second.keys()), rows));
      }
    }
  }

  private static List<String> both(List<String> first, List<String> second) {
    return List.of(first.get(0), second.get(0));
  }

  private static int[][] containing(List<SliceValue> all) {
    Map<List<String>, Integer> singles = new HashMap<>();
    int[][] containing = new int[all.size() - 1][0];
    for (int i = 1; i < all.size(); i++) {
      List<String> segments = all.get(i).slice().segments();
      List<String> keys = all.get(i).keys();
      if (segments.size() == 1) {
        singles.put(List.of(segments.get(0), keys.get(0)), i - 1);
      } else {
        containing[i - 1] =
            new int[] {
              singles.get(List.of(segments.get(0), keys.get(0))),
              singles.get(List.of(segments.get(1), keys.get(1)))
            };
      }
    }
    return containing;
  }

  /** How many slices are searched. */
  int size() {
    return containing.length;
  }

  /** A slice by its index among those searched. */
  SliceValue value(int slice) {
    return cohorts.values().get(slice + 1);
  }
}
