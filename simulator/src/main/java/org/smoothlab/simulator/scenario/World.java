package org.smoothlab.simulator.scenario;

import java.io.IOException;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/** A place where a scenario can happen. */
public sealed interface World permits VirtualWorld, SocketWorld {
  /**
   * Lets the scenario happen from beginning to end, once.
   *
   * @param seed of all that is random
   * @param trace takes what happens
   * @throws IOException if something that the world needs cannot be had: a port, a server
   * @throws InterruptedException if the thread is interrupted while the run goes on
   */
  Verdict run(Scenario scenario, long seed, Trace trace) throws IOException, InterruptedException;
}
