package io.rankproof.evaluate;

import io.rankproof.propensity.UncertainPoints;
import io.rankproof.rows.RowBlock;
import io.rankproof.rows.RowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The uncertain point of the propensity curve that divides a row, from segments of the block: those
 * of the context, then the position.
 */
final class PointReader {
  private static final String POSITION = "position";

  private final int first;
  private final int[] codes;
  private final Map<List<String>, int[]> byContext = new HashMap<>();
  private final int[] none;
  private int[] byPosition;

  /**
   * @param first place of its first segment
   */
  PointReader(UncertainPoints points, int first) {
    this.first = first;
    codes = new int[points.contexts().size()];
    Arrays.fill(codes, Integer.MIN_VALUE);
    none = new int[points.deepest()];
    for (int i = 0; i < points.count(); i++) {
      UncertainPoints.Point point = points.points().get(i);
      byContext.computeIfAbsent(point.context(), context -> none.clone())[point.position() - 1] =
          i + 1;
    }
    byPosition = byContext.getOrDefault(List.of(), none);
  }

  /** The segments that it reads; none where no propensity has an error. */
  static List<RowSpec.Segment> segments(UncertainPoints points) {
    if (points.count() == 0) {
      return List.of();
    }
    Stream<RowSpec.Segment> contexts =
        IntStream.range(0, points.contexts().size())
            .mapToObj(
                i ->
                    new RowSpec.Segment(
                        ScoredRows.SEGMENT + points.contexts().get(i), values(points, i)));
    List<String> positions =
        IntStream.rangeClosed(1, points.deepest()).mapToObj(Integer::toString).toList();
    return Stream.concat(contexts, Stream.of(new RowSpec.Segment(POSITION, positions))).toList();
  }

  private static List<String> values(UncertainPoints points, int segment) {
    Set<String> values = new LinkedHashSet<>(List.of(SliceValue.MISSING));
    points.points().forEach(point -> values.add(point.context().get(segment)));
    return List.copyOf(values);
  }

  /** The point of a row, from 1 on; 0 where its propensity is known. */
  int point(RowBlock block, int row) {
    if (isInOtherContext(block, row)) {
      byPosition = pointsOfContext(block);
    }
    int position = block.segment(first + codes.length)[row];
    return byPosition[position < 0 ? byPosition.length - 1 : position];
  }

  private boolean isInOtherContext(RowBlock block, int row) {
    boolean changed = false;
    for (int i = 0; i < codes.length; i++) {
      int code = block.segment(first + i)[row];
      changed |= code != codes[i];
      codes[i] = code;
    }
    return changed;
  }

  private int[] pointsOfContext(RowBlock block) {
    List<String> context = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] < 0) {
        return none;
      }
      String value = block.coder(first + i).text(codes[i]);
      context.add(value.equals(SliceValue.MISSING) ? "" : value);
    }
    return byContext.getOrDefault(context, none);
  }
}
