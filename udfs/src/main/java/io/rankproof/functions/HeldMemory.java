package io.rankproof.functions;

import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.util.TaskCompletionListener;

/** What a task holds on the heap, as Spark's memory manager knows it; given back at its end. */
final class HeldMemory extends MemoryConsumer {
  private static final long STEP = 4 << 20;

  private final long most;

  /** Up to so many bytes, so that something is left to the operators after this one. */
  HeldMemory(TaskContext task, long most) {
    super(task.taskMemoryManager(), MemoryMode.ON_HEAP);
    this.most = most;
    TaskContext unused = task.addTaskCompletionListener((TaskCompletionListener) t -> release());
  }

  /** Whether so many bytes may be held in all. */
  boolean holds(long bytes) {
    while (getUsed() < bytes) {
      if (bytes > most || acquireMemory(STEP) < STEP) {
        return false;
      }
    }
    return true;
  }

  void release() {
    freeMemory(getUsed());
  }

  /** Nothing: what is held cannot be given up half way. */
  @Override
  public long spill(long size, MemoryConsumer trigger) {
    return 0;
  }
}
