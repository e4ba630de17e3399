package io.rankproof.propensity;

import io.rankproof.kernel.propensity.KeySums;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Map;
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
    KeySums empty() {
      return new KeySums(deepest, strata, mostCells);
    }
  }
}
