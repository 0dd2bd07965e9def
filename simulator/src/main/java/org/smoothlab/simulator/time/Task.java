package org.smoothlab.simulator.time;

/** Something that a scheduler will do unless it is told not to. */
public interface Task {
  /** Makes the task not run; nothing happens if it has run or is running. */
  void cancel();
}
