package io.rankproof.functions;

import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What a task holds on the heap, as Spark's memory manager knows it; given back at its end. While
 * it grows, as much again is asked for: a sort or a join after it, in the same task, gets that.
 */
final class HeldMemory extends MemoryConsumer {
  private static final long STEP = 4 << 20;

  private final long most;

  private long bytes;

  /** Up to so many bytes. */
  HeldMemory(TaskContext task, long most) {
    super(task.taskMemoryManager(), MemoryMode.ON_HEAP);
    this.most = most;
    TaskContext unused = task.addTaskCompletionListener((TaskCompletionListener) t -> release());
  }

  /** Whether so many bytes may be held in all. */
  boolean holds(long needed) {
    bytes = needed;
    while (getUsed() < 2 * needed) {
      if (needed > most || acquireMemory(STEP) < STEP) {
        return false;
      }
    }
    return true;
  }

  /** Nothing more will be held. */
  void full() {
    freeMemory(getUsed() - bytes);
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
