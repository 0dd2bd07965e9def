package org.smoothlab.server.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.protocol.Header;

/**
 * A publishing point on another server, and who we are there.
 *
 * @param shown as the settings have it
 * @param server scheme and authority, such as {@code http://origin:8080}
 * @param pointPath decoded
 * @param login what is sent to this server, and to none that it redirects to
 */
record PeerUrl(String shown, URI server, String pointPath, Optional<Credentials.Login> login) {
  /** It cannot be used; the message says why. */
  static final class WrongPeerException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongPeerException(String message) {
      super(message);
    }
  }

  /**
   * @throws WrongPeerException if the URL is not that of a publishing point, or nobody knows the
   *     name of its credentials
   */
  static PeerUrl read(PointSettings.Peer peer, Credentials credentials) throws WrongPeerException {
    String name = peer.credentialName();
    Optional<Credentials.Login> login = name.isEmpty() ? Optional.empty() : credentials.find(name);
    if (!name.isEmpty() && login.isEmpty()) {
      throw new WrongPeerException(
          "%s: nobody knows credentials of the name \"%s\"".formatted(peer.url(), name));
    }
    try {
      URI uri = new URI(peer.url());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      if (uri.getHost() == null || !List.of("http", "https").contains(scheme)) {
        throw new WrongPeerException(peer.url() + ": expected http://host/path.isml");
      }
      URI server = new URI(scheme + "://" + uri.getRawAuthority().replaceFirst("^.*@", ""));
      SmoothUrl url = SmoothUrl.read(uri.getRawPath());
      return new PeerUrl(peer.url(), server, url.point(), login);
    } catch (URISyntaxException | MalformedMediaException wrong) {
      throw new WrongPeerException(peer.url() + ": no publishing point: " + wrong.getMessage());
    }
  }

  /** One stream of it. */
  URI stream(String eventId, String streamId) {
    return server.resolve(new SmoothUrl.Streams(pointPath, eventId, streamId).write());
  }

  /** Its list of streams. */
  URI streamManifest() {
    return server.resolve(new SmoothUrl.StreamManifest(pointPath, "").write());
  }

  /** A request to it, or to where it redirects, with what that server may know. */
  Request request(String method, URI uri, List<Header> headers, boolean streamingBody) {
    List<Header> all = new ArrayList<>(headers);
    if (isOwn(uri)) {
      login.ifPresent(known -> all.add(new Header("Authorization", known.authorization())));
    }
    return new Request(method, uri, all, streamingBody);
  }

  private boolean isOwn(URI uri) {
    return server.getScheme().equals(uri.getScheme())
        && server.getRawAuthority().equals(uri.getRawAuthority());
  }
}
