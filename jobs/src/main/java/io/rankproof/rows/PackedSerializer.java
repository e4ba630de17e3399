package io.rankproof.rows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.unsafe.Platform;
import scala.reflect.ClassTag;

/**
 * Writes numbers of buckets and their chunks as they are: the bytes go to the exchange's streams
 * and come from them without a buffer between, and nothing that was written is remembered.
 */
final class PackedSerializer extends Serializer implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  /** Nothing written depends on what was written before. */
  @Override
  public boolean supportsRelocationOfSerializedObjects() {
    return true;
  }

  /** Gives streams, which is all that an exchange asks for. */
  private static final class Instance extends SerializerInstance {
    @Override
    public SerializationStream serializeStream(OutputStream to) {
      return new Writer(new DataOutputStream(to));
    }

    @Override
    public DeserializationStream deserializeStream(InputStream from) {
      return new Reader(new DataInputStream(from));
    }

    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> type) {
      throw new UnsupportedOperationException("only streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
      throw new UnsupportedOperationException("only streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
      throw new UnsupportedOperationException("only streams");
    }
  }

  private static final class Writer extends SerializationStream {
    private final DataOutputStream out;

    Writer(DataOutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> type) {
      try {
        if (value instanceof PackedChunk chunk) {
          out.writeInt(chunk.size());
          out.write(chunk.bytes(), 0, chunk.size());
        } else {
          out.writeInt((Integer) value);
        }
        return this;
      } catch (IOException e) {
        throw unchecked(e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw unchecked(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw unchecked(e);
      }
    }
  }

  private static final class Reader extends DeserializationStream {
    private final DataInputStream in;

    Reader(DataInputStream in) {
      this.in = in;
    }

    @Override
    public <T> T readObject(ClassTag<T> type) {
      throw new UnsupportedOperationException("only keys and values");
    }

    /** Throws an {@link EOFException} at the end, as Spark wants it. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> T readKey(ClassTag<T> type) {
      try {
        return (T) (Integer) in.readInt();
      } catch (IOException e) {
        throw unchecked(e);
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readValue(ClassTag<T> type) {
      try {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return (T) new PackedChunk(bytes, bytes.length);
      } catch (EOFException e) {
        throw new IllegalStateException("a chunk ends early", e);
      } catch (IOException e) {
        throw unchecked(e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw unchecked(e);
      }
    }
  }

  /** Spark's callers expect what a stream throws, though the methods do not declare it. */
  private static RuntimeException unchecked(IOException e) {
    Platform.throwException(e);
    return new IllegalStateException(e);
  }
}
