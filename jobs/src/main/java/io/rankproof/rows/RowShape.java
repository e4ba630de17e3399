package io.rankproof.rows;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the columns that {@link RowSpec#select} gives lie, and of what kind they are: what tasks
 * know of a {@link RowSpec}. Absent columns have place -1.
 */
record RowShape(
    int request,
    int cluster,
    boolean names,
    RowSpec.TieKey ties,
    int item,
    long seed,
    int randomised,
    int propensity,
    int weight,
    int firstLabel,
    int labels,
    int firstScore,
    int scores,
    int firstSegment,
    List<SegmentValues> segments,
    Kind[] kinds)
    implements Serializable {

  /** How a column holds its values. */
  enum Kind {
    TEXT,
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE;

    private static final List<DataType> TYPES =
        List.of(
            DataTypes.StringType,
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType);

    static Kind of(DataType type) {
      return values()[Math.max(0, TYPES.indexOf(type))];
    }
  }

  /** The values of a segment that matter; null: all. */
  record SegmentValues(List<String> texts) implements Serializable {}

  static RowShape of(RowSpec spec, StructType selected) {
    Kind[] kinds =
        Arrays.stream(selected.fields())
            .map(field -> Kind.of(field.dataType()))
            .toArray(Kind[]::new);
    int[] next = {0};
    int request = place(spec.request().isPresent(), next);
    int cluster = place(spec.cluster().isPresent(), next);
    int item = place(spec.ties() != RowSpec.TieKey.NONE && spec.item().isPresent(), next);
    int randomised = place(spec.randomised().isPresent(), next);
    int propensity = place(spec.propensity().isPresent(), next);
    int weight = place(spec.weight().isPresent(), next);
    int labels = next[0];
    int scores = labels + spec.labels().size();
    int segments = scores + spec.scores().size();
    return new RowShape(
        request,
        cluster,
        spec.names(),
        spec.ties(),
        item,
        spec.seed(),
        randomised,
        propensity,
        weight,
        labels,
        spec.labels().size(),
        scores,
        spec.scores().size(),
        segments,
        spec.segments().stream().map(segment -> new SegmentValues(segment.values())).toList(),
        kinds);
  }

  private static int place(boolean present, int[] next) {
    return present ? next[0]++ : -1;
  }

  /** Fresh coders of the segments. */
  SegmentCoder[] coders() {
    return segments.stream()
        .map(values -> new SegmentCoder(values.texts()))
        .toArray(SegmentCoder[]::new);
  }

  RowBlock block(SegmentCoder[] coders) {
    return new RowBlock(
        labels, scores, coders, randomised >= 0, propensity >= 0, weight >= 0, item >= 0, names);
  }
}
