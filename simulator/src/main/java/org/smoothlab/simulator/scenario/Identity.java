package org.smoothlab.simulator.scenario;

import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.Principal;

/**
 * Who somebody of a scenario is to its origins. What proves a name is made from it: nothing here is
 * a secret. Encoders and viewers have tokens; origins have passwords, which relays send.
 *
 * @param account the name that origins know
 */
record Identity(String account) {
  /** Looks into origins of the virtual world, everywhere. */
  static final Identity INSPECTOR = new Identity("inspector");

  static Identity ofEncoder(String name) {
    return new Identity("encoder-" + name);
  }

  static Identity ofOrigin(String name) {
    return new Identity("origin-" + name);
  }

  static Identity ofViewers(String kind) {
    return new Identity("viewers-" + kind);
  }

  /** The token, or the password. */
  String proof() {
    return "proof-of-" + account;
  }

  Grantee asToken() {
    return new Grantee.One(new Principal.Token(account));
  }

  Grantee asUser() {
    return new Grantee.One(new Principal.User(account));
  }
}
