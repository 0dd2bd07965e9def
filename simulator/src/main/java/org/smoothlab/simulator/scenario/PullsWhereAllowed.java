package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.Optional;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.TraceEntry;

/** Nobody gets fragments from a point that is closed to other servers. */
final class PullsWhereAllowed implements Invariant {
  private final Scenario scenario;

  PullsWhereAllowed(Scenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    if (!(entry.event() instanceof RelayTrace.PullConnected(RelayTrace.Leg leg))) {
      return Optional.empty();
    }
    URI url = URI.create(leg.url());
    boolean closed =
        scenario
            .topology()
            .settings(url.getHost(), url.getPath())
            .filter(settings -> !settings.serverConnections().enabled())
            .isPresent();
    return closed
        ? Optional.of(entry.who() + leg.point() + " pulls from " + url + ", which is closed to it")
        : Optional.empty();
  }
}
