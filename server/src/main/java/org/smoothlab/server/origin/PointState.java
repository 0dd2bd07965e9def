package org.smoothlab.server.origin;

/** Where a publishing point is in its life, in the words of IIS Media Services. */
public enum PointState {
  /** Not started: neither receives nor serves. */
  IDLE,
  /** Waits for its sources; serves nothing yet. */
  STARTING,
  /** Receives and serves. */
  STARTED,
  /** On the way to {@link #STOPPED}. */
  STOPPING,
  /** Has no source any more; serves what it holds. */
  STOPPED,
  /** On the way to {@link #IDLE}. */
  SHUTTING_DOWN,
  /** Failed. */
  ERROR;

  /** Whether viewers may find something here, now or soon. */
  public boolean serves() {
    return switch (this) {
      case STARTING, STARTED, STOPPING, STOPPED -> true;
      case IDLE, SHUTTING_DOWN, ERROR -> false;
    };
  }

  /** Whether it passes by itself. */
  public boolean isTransient() {
    return this == STOPPING || this == SHUTTING_DOWN;
  }

  /** Whether sources may deliver. */
  public boolean receives() {
    return this == STARTING || this == STARTED;
  }
}
