package org.smoothlab.simulator.net;

/**
 * One way that requests take.
 *
 * @param caller who sends them, or {@link #ANY}
 * @param callee whom they are sent to, or {@link #ANY}
 */
public record Hop(String caller, String callee) {
  /** Stands for every host. */
  public static final String ANY = "any";

  /** All requests to a host. */
  public static Hop to(String callee) {
    return new Hop(ANY, callee);
  }

  /** Whether requests from the one to the other take this way. */
  public boolean matches(String from, String to) {
    return (caller.equals(ANY) || caller.equals(from)) && (callee.equals(ANY) || callee.equals(to));
  }

  /** The host whose line of the trace it belongs to. */
  String target() {
    return callee.equals(ANY) ? caller : callee;
  }

  String words() {
    if (callee.equals(ANY)) {
      return caller.equals(ANY) ? "" : " from " + caller;
    }
    return (caller.equals(ANY) ? "" : " from " + caller) + " to " + callee;
  }
}
