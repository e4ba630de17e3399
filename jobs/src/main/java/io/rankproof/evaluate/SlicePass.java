package io.rankproof.evaluate;

import io.rankproof.rows.RowBlock;
import io.rankproof.rows.RowSpec;
import io.rankproof.rows.RowStream;
import io.rankproof.rows.SegmentCoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts the rows of each value of slices, in one scan of their segments alone. */
final class SlicePass implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Slice> slices;
  private final List<String> segments;

  private SlicePass(List<Slice> slices) {
    this.slices = slices;
    segments =
        List.copyOf(
            slices.stream().flatMap(slice -> slice.segments().stream()).distinct().toList());
  }

  /** The largest values of each slice, the largest first. */
  static List<SliceValue> values(Dataset<Row> rows, List<Slice> slices) {
    if (slices.isEmpty()) {
      return List.of();
    }
    SlicePass pass = new SlicePass(slices);
    RowSpec spec =
        RowSpec.ofSegments(
            pass.segments.stream().map(name -> new RowSpec.Segment(name, null)).toList());
    JavaRDD<RowBlock> blocks = RowStream.unordered(rows, spec);
    if (blocks.getNumPartitions() == 0) {
      return List.of();
    }
    List<HashMap<List<String>, Long>> counts =
        blocks.mapPartitions(part -> List.of(pass.count(part)).iterator()).reduce(SlicePass::merge);
    return pass.largest(counts);
  }

  private ArrayList<HashMap<List<String>, Long>> count(Iterator<RowBlock> blocks) {
    List<Counts> counts = slices.stream().map(this::countsOf).toList();
    RowBlock block = null;
    while (blocks.hasNext()) {
      block = blocks.next();
      for (Counts slice : counts) {
        slice.add(block);
      }
    }
    ArrayList<HashMap<List<String>, Long>> named = new ArrayList<>();
    for (Counts slice : counts) {
      named.add(block == null ? new HashMap<>() : slice.named(block));
    }
    return named;
  }

  private Counts countsOf(Slice slice) {
    int first = segments.indexOf(slice.segments().get(0));
    return new Counts(
        first, slice.segments().size() == 1 ? -1 : segments.indexOf(slice.segments().get(1)));
  }

  private static ArrayList<HashMap<List<String>, Long>> merge(
      List<HashMap<List<String>, Long>> one, List<HashMap<List<String>, Long>> other) {
    ArrayList<HashMap<List<String>, Long>> both = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      HashMap<List<String>, Long> counts = new HashMap<>(one.get(i));
      other.get(i).forEach((keys, rows) -> counts.merge(keys, rows, Long::sum));
      both.add(counts);
    }
    return both;
  }

  private List<SliceValue> largest(List<HashMap<List<String>, Long>> counts) {
    List<SliceValue> values = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      counts.get(i).entrySet().stream()
          .map(count -> new SliceValue(slice, count.getKey(), count.getValue()))
          .sorted(SliceValue.LARGEST_FIRST)
          .limit(LogProfiler.MOST_VALUES)
          .forEach(values::add);
    }
    return values;
  }

  /** Rows by code of one segment, or of two. */
  private static final class Counts {
    private final int first;
    private final int second;
    private final Map<Long, long[]> ofPair = new HashMap<>();
    private long[] ofCode = {};
    private long pair;
    private long[] current;

    Counts(int first, int second) {
      this.first = first;
      this.second = second;
    }

    void add(RowBlock block) {
      if (second < 0) {
        add(block.segment(first), block.size());
      } else {
        add(block.segment(first), block.segment(second), block.size());
      }
    }

    /** Equal codes mostly follow one another. */
    private void add(int[] codes, int size) {
      int row = 0;
      while (row < size) {
        int code = codes[row];
        int end = row + 1;
        while (end < size && codes[end] == code) {
          end++;
        }
        if (code >= ofCode.length) {
          ofCode = Arrays.copyOf(ofCode, Math.max(64, 2 * code));
        }
        ofCode[code] += end - row;
        row = end;
      }
    }

    private void add(int[] firsts, int[] seconds, int size) {
      for (int row = 0; row < size; row++) {
        long next = ((long) firsts[row] << Integer.SIZE) | seconds[row];
        if (current == null || next != pair) {
          pair = next;
          current = ofPair.computeIfAbsent(next, key -> new long[1]);
        }
        current[0]++;
      }
    }

    HashMap<List<String>, Long> named(RowBlock block) {
      HashMap<List<String>, Long> named = new HashMap<>();
      SegmentCoder coder = block.coder(first);
      for (int code = 0; code < ofCode.length; code++) {
        if (ofCode[code] > 0) {
          named.put(List.of(coder.text(code)), ofCode[code]);
        }
      }
      ofPair.forEach(
          (codes, count) -> {
            String key = coder.text((int) (codes >>> Integer.SIZE));
            named.put(List.of(key, block.coder(second).text(codes.intValue())), count[0]);
          });
      return named;
    }
  }
}
