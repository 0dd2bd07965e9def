package org.smoothlab.simulator.net;

/**
 * The connections between two hosts, whoever opened them.
 *
 * @param other {@link Hop#ANY} for all others
 */
public record Pair(String host, String other) {
  /** All connections of a host. */
  public static Pair of(String host) {
    return new Pair(host, Hop.ANY);
  }

  /** Whether a connection between these two belongs to it. */
  public boolean matches(String one, String two) {
    return (fits(host, one) && fits(other, two)) || (fits(host, two) && fits(other, one));
  }

  String words() {
    if (other.equals(Hop.ANY)) {
      return host.equals(Hop.ANY) ? "of all hosts" : "of " + host;
    }
    return "between " + host + " and " + other;
  }

  private static boolean fits(String wanted, String name) {
    return wanted.equals(Hop.ANY) || wanted.equals(name);
  }
}
