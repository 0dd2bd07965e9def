package org.smoothlab.simulator.scenario;

import java.util.Map;
import java.util.Optional;
import org.smoothlab.server.relay.Credentials;
import org.smoothlab.simulator.net.Header;

/**
 * What everybody of a scenario says to be let in. Where no origin asks, nobody says who they are.
 */
final class Logins {
  /** What the settings of points call the login of their own origin. */
  private static final String OWN = "own";

  private final boolean needed;

  Logins(Scenario.Topology topology) {
    needed = !topology.isOpen();
  }

  /** What the requests of an encoder carry. */
  Optional<Header> ofEncoder(String name) {
    return token(Identity.ofEncoder(name));
  }

  /** What the requests of viewers of this kind carry. */
  Optional<Header> ofViewers(String kind) {
    return token(Identity.ofViewers(kind));
  }

  /** What the requests of an inspector carry. */
  Optional<Header> ofInspector() {
    return token(Identity.INSPECTOR);
  }

  private Optional<Header> token(Identity identity) {
    return needed
        ? Optional.of(new Header("Authorization", "Bearer " + identity.proof()))
        : Optional.empty();
  }

  /** What the points of an origin call the login that they have; empty for none. */
  String credentialName() {
    return needed ? OWN : "";
  }

  /** What the relays of an origin send. */
  Credentials credentials(String origin) {
    Identity identity = Identity.ofOrigin(origin);
    return needed
        ? new Credentials(Map.of(OWN, new Credentials.Login(identity.account(), identity.proof())))
        : Credentials.NONE;
  }
}
