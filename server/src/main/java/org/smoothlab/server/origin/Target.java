package org.smoothlab.server.origin;

/** The states that one can ask for. The others come by themselves. */
public enum Target {
  /** Shut down: neither receives nor serves. */
  IDLE,
  /** Waits for sources, then receives and serves. */
  STARTED,
  /** Takes nothing more, still serves. */
  STOPPED
}
