package org.smoothlab.server.relay;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;

/**
 * A call without a body that goes where redirects send it, a few times. Its listener hears only of
 * the answer at the end of the way.
 */
final class FollowedCall implements Listener {
  /** More are refused. */
  static final int REDIRECTS_MAX = 3;

  private final Way way;
  private final Listener listener;
  private final List<URI> visited = new ArrayList<>();
  private Optional<Call> call = Optional.empty();
  private boolean over;

  /**
   * @param carrier of the desk
   * @param peer whose login is for its own server only
   * @param method without a body
   * @param headers for all servers on the way
   */
  record Way(Carrier carrier, PeerUrl peer, String method, List<Header> headers) {}

  FollowedCall(Way way, URI uri, Listener listener) {
    this.way = way;
    this.listener = listener;
    go(uri);
  }

  /** Where the answer came from, or is expected. */
  URI uri() {
    return visited.getLast();
  }

  void cancel() {
    over = true;
    call.ifPresent(Call::cancel);
  }

  private void go(URI uri) {
    visited.add(uri);
    Request request = way.peer.request(way.method, uri, way.headers, false);
    call = Optional.of(way.carrier.call(request, this));
  }

  @Override
  public void head(int status, List<Header> headers) {
    Optional<String> location = isRedirect(status) ? find(headers, "Location") : Optional.empty();
    if (location.isEmpty()) {
      listener.head(status, headers);
      return;
    }
    call.ifPresent(Call::cancel);
    follow(location.get());
  }

  private void follow(String location) {
    Optional<URI> next = resolve(location);
    if (next.isEmpty()) {
      fail("%s redirects to \"%s\", which is no address".formatted(uri(), location));
    } else if (visited.contains(next.get())) {
      fail("%s redirects in a circle, to %s".formatted(uri(), next.get()));
    } else if (visited.size() > REDIRECTS_MAX) {
      fail("%s: more than %d redirects".formatted(visited.getFirst(), REDIRECTS_MAX));
    } else {
      go(next.get());
    }
  }

  private Optional<URI> resolve(String location) {
    try {
      URI next = uri().resolve(location);
      boolean known = List.of("http", "https").contains(String.valueOf(next.getScheme()));
      return known && next.getHost() != null ? Optional.of(next) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void fail(String why) {
    over = true;
    listener.failed(why);
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 307 || status == 308;
  }

  /** The value of the first field of this name. */
  static Optional<String> find(List<Header> headers, String name) {
    return all(headers, name).stream().findFirst();
  }

  /** The values of all fields of this name. */
  static List<String> all(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  @Override
  public void bytes(Slice arrived) {
    if (!over) {
      listener.bytes(arrived);
    }
  }

  @Override
  public void completed() {
    if (!over) {
      over = true;
      listener.completed();
    }
  }

  @Override
  public void failed(String why) {
    if (!over) {
      over = true;
      listener.failed(why);
    }
  }
}
