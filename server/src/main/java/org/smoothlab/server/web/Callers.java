package org.smoothlab.server.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.smoothlab.server.access.Caller;

/** Who asks, as the socket knows it. What a request claims about others is not believed. */
final class Callers {
  private static final int NETWORK_BYTES = 8;

  /** What proxies add. */
  private static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "Via");

  // A page of another site can make a browser on this machine ask us, under that site's name.
  private static final Pattern LOCAL_NAME =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private Callers() {}

  static Caller of(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    String peer = Request.getRemoteAddr(request) + ":" + Request.getRemotePort(request);
    // Requests that share an HTTP/2 connection are told apart by their streams.
    boolean multiplexed = connection.getHttpVersion().getVersion() >= 20;
    return new Caller(
        multiplexed ? peer + "#" + request.getId() : peer,
        address(connection.getRemoteSocketAddress(), Request.getRemoteAddr(request)),
        request.isSecure(),
        isLocal(request, connection));
  }

  private static boolean isLocal(Request request, ConnectionMetaData connection) {
    HttpFields fields = request.getHeaders();
    return isLoopback(connection.getRemoteSocketAddress())
        && isLoopback(connection.getLocalSocketAddress())
        && PROXIED.stream().noneMatch(fields::contains)
        && LOCAL_NAME
            .matcher(request.getHttpURI().getAuthority().toLowerCase(Locale.ROOT))
            .matches();
  }

  private static boolean isLoopback(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        && inet.getAddress() != null
        && inet.getAddress().isLoopbackAddress();
  }

  /** Who has one address of IPv6 has 2^64 of them: RFC 6177. */
  private static String address(SocketAddress address, String text) {
    return address instanceof InetSocketAddress inet
            && inet.getAddress() instanceof Inet6Address six
            && !six.isLoopbackAddress()
        ? network(six)
        : text;
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < NETWORK_BYTES; at += 2) {
      text.append(Integer.toHexString((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF)));
      text.append(':');
    }
    return text.append(":/64").toString();
  }
}
