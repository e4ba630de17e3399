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
  /** Slices at most: each takes a few kilobytes in every task that sees it. */
  static final int MOST_SLICES = 20_000;

  private static final int MOST_VALUES = 50;

  static FinderSlices of(FinderColumns columns, long minRequests, long rows, JobOutput out) {
    List<List<SliceValue>> singles = singles(columns, minRequests);
    int values = affordable(singles);
    List<SliceValue> all = new ArrayList<>(List.of(new SliceValue(Slice.ALL, List.of(), rows)));
    List<List<SliceValue>> kept = new ArrayList<>();
    for (List<SliceValue> own : singles) {
      kept.add(own.subList(0, Math.min(values, own.size())));
      all.addAll(kept.get(kept.size() - 1));
      reportCut(own, values, out);
    }
    for (int i = 0; i < kept.size(); i++) {
      for (int j = i + 1; j < kept.size(); j++) {
        addPairs(kept.get(i), kept.get(j), all);
      }
    }
    return new FinderSlices(Cohorts.of(all, List.of(Variant.PLAIN)), containing(all));
  }

  private static void reportCut(List<SliceValue> own, int values, JobOutput out) {
    if (own.size() > values) {
      out.notComputed(
          "slice finder: "
              + own.get(0).slice().title()
              + " beyond its "
              + values
              + " largest values",
          "more than " + MOST_SLICES + " slices would be searched; name fewer columns");
    }
  }

  /** The values of each column with enough rows, the largest first. */
  private static List<List<SliceValue>> singles(FinderColumns columns, long minRequests) {
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
            .where(col("place").leq(MOST_VALUES))
            .orderBy("number", "place")
            .collectAsList();
    List<List<SliceValue>> singles = new ArrayList<>();
    names.forEach(name -> singles.add(new ArrayList<>()));
    for (Row row : found) {
      int number = row.<Integer>getAs("number");
      Slice slice = new Slice(List.of(names.get(number)));
      singles
          .get(number)
          .add(new SliceValue(slice, List.of(row.<String>getAs("value")), row.<Long>getAs("rows")));
    }
    return singles;
  }

  /** The most values of each column with which the slices are not too many. */
  private static int affordable(List<List<SliceValue>> singles) {
    int values = MOST_VALUES;
    while (values > 1 && slices(singles, values) > MOST_SLICES) {
      values--;
    }
    return values;
  }

  private static long slices(List<List<SliceValue>> singles, int values) {
    long ofOne = 0;
    long ofTwo = 0;
    for (List<SliceValue> own : singles) {
      long count = Math.min(values, own.size());
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
