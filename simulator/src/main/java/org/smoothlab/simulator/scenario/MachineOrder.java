package org.smoothlab.simulator.scenario;

/** What goes wrong on the machine of an origin from now on, or right again: a line to a process. */
sealed interface MachineOrder {
  /** The wall clock is set. */
  record Step(long byNanos) implements MachineOrder {}

  /** All clocks run so many millionths too fast; 0 for right. */
  record Drift(long ppm) implements MachineOrder {}

  /** Nothing fits on the disk, or everything. */
  record Full(boolean now) implements MachineOrder {}

  /** The disk takes no more in a second; {@link Long#MAX_VALUE} for as much as comes. */
  record Slow(long bytesPerSecond) implements MachineOrder {}

  /** As a line. */
  default String line() {
    return switch (this) {
      case Step(long byNanos) -> "step " + byNanos;
      case Drift(long ppm) -> "drift " + ppm;
      case Full(boolean now) -> "full " + now;
      case Slow(long bytesPerSecond) -> "slow " + bytesPerSecond;
    };
  }

  /**
   * Reads {@link #line}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static MachineOrder of(String line) {
    String[] words = line.split(" ", 2);
    String value = words.length == 2 ? words[1] : "";
    return switch (words[0]) {
      case "step" -> new Step(Long.parseLong(value));
      case "drift" -> new Drift(Long.parseLong(value));
      case "full" -> new Full(Boolean.parseBoolean(value));
      case "slow" -> new Slow(Long.parseLong(value));
      default -> throw new IllegalArgumentException("not an order: " + line);
    };
  }
}
