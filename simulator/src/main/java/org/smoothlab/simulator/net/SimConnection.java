package org.smoothlab.simulator.net;

/** A connection between two simulated hosts, in use or kept for the next request. */
final class SimConnection {
  final String name;
  final String calledAs;
  final SimHost from;
  final SimHost to;
  // How many stalls hold it: they may overlap.
  int stallCount;
  boolean halfOpen;
  // A reset is under way: what is still on its way arrives, but nothing new sets out.
  boolean reset;

  /**
   * @param calledAs the name that the caller knows the host by
   */
  SimConnection(String calledAs, SimHost from, SimHost to) {
    this.name = from.nextConnection();
    this.calledAs = calledAs;
    this.from = from;
    this.to = to;
  }

  boolean isHeld() {
    return halfOpen || stallCount > 0;
  }
}
