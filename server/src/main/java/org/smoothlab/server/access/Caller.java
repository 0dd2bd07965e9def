package org.smoothlab.server.access;

/**
 * Who asks, and over what: as the door knows it, whatever the request says.
 *
 * @param connection unique per connection (per stream of a multiplexed one); for logs
 * @param address without the port: what failed logins are counted by
 * @param secure whether the connection is TLS
 * @param local whether both its ends are loopback addresses of this machine and no proxy stands
 *     between
 */
public record Caller(String connection, String address, boolean secure, boolean local) {
  /**
   * A caller over a plain connection from elsewhere.
   *
   * @param connection address, colon and port; without a colon it is the address
   */
  public static Caller plain(String connection) {
    int colon = connection.lastIndexOf(':');
    String address = colon < 0 ? connection : connection.substring(0, colon);
    return new Caller(connection, address, false, false);
  }
}
