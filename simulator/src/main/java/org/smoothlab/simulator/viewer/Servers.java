package org.smoothlab.simulator.viewer;

import java.net.URI;
import java.util.List;

/** The servers that have the event, and the one that a viewer asks. */
final class Servers {
  /** A server that fails so often in a row is left, if there is another one. */
  static final int FAILURES_MAX = 2;

  private final List<URI> manifests;
  private int current;
  private int failureCount;

  Servers(List<URI> manifests) {
    this.manifests = manifests;
  }

  /** Of the server in use. */
  URI manifest() {
    return manifests.get(current);
  }

  /** It did what it should. */
  void answered() {
    failureCount = 0;
  }

  /** It did not: whether another one is used from now on. */
  boolean failed() {
    failureCount++;
    if (failureCount < FAILURES_MAX || manifests.size() == 1) {
      return false;
    }
    failureCount = 0;
    current = (current + 1) % manifests.size();
    return true;
  }
}
