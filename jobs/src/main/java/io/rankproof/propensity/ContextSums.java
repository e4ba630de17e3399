package io.rankproof.propensity;

import io.rankproof.kernel.propensity.KeySums;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The sums of every context, by its name. */
final class ContextSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient TreeMap<String, KeySums> sums = new TreeMap<>();

  Map<String, KeySums> byContext() {
    return sums;
  }

  KeySums of(String context, Shape shape) {
    return sums.computeIfAbsent(context, name -> shape.empty());
  }

  /** Adds the keys of another partition; returns this. */
  ContextSums merge(ContextSums other) {
    other.sums.forEach(
        (context, others) ->
            sums.merge(
                context,
                others,
                (own, more) -> {
                  own.merge(more);
                  return own;
                }));
    return this;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(sums.size());
    for (Map.Entry<String, KeySums> entry : sums.entrySet()) {
      out.writeUTF(entry.getKey());
      byte[] bytes = entry.getValue().toBytes();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    sums = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String context = in.readUTF();
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      sums.put(context, KeySums.fromBytes(bytes));
    }
  }

  /** The shape of every context's sums. */
  record Shape(int deepest, int strata, int mostCells) implements Serializable {
    /** What the sums over pairs of positions of all contexts may take, in each partition. */
    static final long MOST_BYTES = 512L << 20;

    /** Why the memory does not hold so many contexts, and what would fit; empty: it does. */
    Optional<String> unaffordable(int contexts) {
      long bytes = Math.multiplyExact(contexts, KeySums.pairBytes(deepest));
      return bytes <= MOST_BYTES
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "harvesting sums every pair of positions: %d positions in %d contexts take %,d MB"
                      + " in each partition, %d MB at most; set propensity.max-position to %d or"
                      + " less, or name fewer propensity.contexts",
                  deepest,
                  contexts,
                  bytes >> 20,
                  MOST_BYTES >> 20,
                  affordable(contexts)));
    }

    private static int affordable(int contexts) {
      int deepest = 1;
      while (contexts * KeySums.pairBytes(deepest + 1) <= MOST_BYTES) {
        deepest++;
      }
      return deepest;
    }

    KeySums empty() {
      return new KeySums(deepest, strata, mostCells);
    }
  }
}
