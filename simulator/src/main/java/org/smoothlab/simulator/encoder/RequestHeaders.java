package org.smoothlab.simulator.encoder;

import java.util.List;
import org.smoothlab.simulator.net.Header;

/** The headers of an encoder's requests: the login is sent from when it was asked for. */
final class RequestHeaders {
  private final List<Header> all;
  private boolean askedToLogIn;

  RequestHeaders(List<Header> all) {
    this.all = all;
  }

  /** Whether there is a login, and nobody has asked for it yet. */
  boolean canLogIn() {
    return !askedToLogIn && all.stream().anyMatch(RequestHeaders::isLogin);
  }

  /** Sends the login from now on. */
  void logIn() {
    askedToLogIn = true;
  }

  /** Those of the next request. */
  List<Header> now() {
    return all.stream().filter(header -> askedToLogIn || !isLogin(header)).toList();
  }

  private static boolean isLogin(Header header) {
    return header.name().equalsIgnoreCase("Authorization");
  }
}
