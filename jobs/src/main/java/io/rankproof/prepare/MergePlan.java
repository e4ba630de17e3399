package io.rankproof.prepare;

import io.rankproof.ingest.LogColumns;
import io.rankproof.label.Engagements;
import io.rankproof.label.SeenEvents;
import io.rankproof.label.Tallied;
import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a merge finds what it needs, and what it adds.
 *
 * @param positions whether the log has positions
 * @param seen which events of immature rows make labels
 * @param windows of the engagements in microseconds
 * @param counted engagements of which a label needs more than whether they happened
 * @param happened places of the engagements' own columns, -1 for events of a table
 * @param happenedAt places of their times, -1 where there is none
 * @param amount places of their values, -1 where nobody asks
 * @param conflicts most requests in conflict that a partition remembers
 * @param added columns that follow those of the rows
 */
record MergePlan(
    boolean positions,
    SeenEvents seen,
    long[] windows,
    boolean[] counted,
    int[] happened,
    int[] happenedAt,
    int[] amount,
    int request,
    int clusterKey,
    int itemKey,
    int content,
    int position,
    int time,
    int conflicts,
    StructType added)
    implements Serializable {

  /** Columns before those of the engagements: conflict, request time, request end. */
  static final int CONFLICT = 0;

  static final int REQUEST_TIME = 1;
  static final int REQUEST_END = 2;
  static final int FIRST_ENGAGEMENT = 3;

  static MergePlan of(
      StructType rows, boolean positions, SeenEvents seen, Engagements engagements, int conflicts) {
    List<String> names = engagements.names();
    boolean[] counted = new boolean[names.size()];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = engagements.counted().contains(names.get(i));
    }
    return new MergePlan(
        positions,
        seen,
        engagements.windows(),
        counted,
        places(rows, names, LogColumns::happened),
        places(rows, names, LogColumns::happenedAt),
        places(rows, names, LogColumns::amount),
        rows.fieldIndex(LogColumns.REQUEST),
        rows.fieldIndex(LogColumns.CLUSTER_KEY),
        rows.fieldIndex(LogColumns.ITEM_KEY),
        rows.fieldIndex(LogColumns.CONTENT),
        rows.fieldIndex(LogColumns.POSITION),
        rows.fieldIndex(LogColumns.TIME),
        conflicts,
        added(names, counted));
  }

  private static int[] places(StructType rows, List<String> names, UnaryOperator<String> column) {
    List<String> columns = List.of(rows.fieldNames());
    return names.stream().mapToInt(name -> columns.indexOf(column.apply(name))).toArray();
  }

  private static StructType added(List<String> names, boolean[] counted) {
    StructType added =
        new StructType()
            .add(LogColumns.CONFLICT, DataTypes.StringType)
            .add(LogColumns.REQUEST_TIME, DataTypes.TimestampType)
            .add(LogColumns.REQUEST_END, DataTypes.TimestampType);
    for (int i = 0; i < counted.length; i++) {
      added = added.add(Tallied.elapsed(names.get(i)), DataTypes.LongType);
      if (counted[i]) {
        added =
            added
                .add(Tallied.times(names.get(i)), DataTypes.IntegerType)
                .add(Tallied.amount(names.get(i)), DataTypes.DoubleType);
      }
    }
    return added;
  }

  int engagements() {
    return windows.length;
  }
}
