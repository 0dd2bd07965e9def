package org.smoothlab.server.protocol;

import java.util.List;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.Approach;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;

/** Lets requests through or answers why not: the only place that asks {@link Access}. */
public final class Guard {
  private static final Decision ANYBODY = new Decision.Allowed(new Principal.Anonymous());

  private final Access access;

  Guard(Access access) {
    this.access = access;
  }

  /** Whether the request may go on. */
  public Decision decide(Ask ask, Right right, String path, long nowNanos) {
    if (!right.isManagement() && access.isOpen(right, path)) {
      return ANYBODY;
    }
    return access.decide(approach(ask), right, path, nowNanos);
  }

  /** The same for {@code /metrics}, which has a setting of its own. */
  public Decision decideMetrics(Ask ask, long nowNanos) {
    return access.showsMetricsTo(ask.caller())
        ? ANYBODY
        : decide(ask, Right.MANAGE_READ, "/metrics", nowNanos);
  }

  /** Whether somebody who was let through before has a right. */
  public boolean permits(Principal principal, Right right, String path) {
    return access.permits(principal, right, path);
  }

  /** Whether caches may keep answers for everybody. */
  boolean isOpen(Right right, String path) {
    return access.isOpen(right, path);
  }

  /** Who decides. */
  public Access access() {
    return access;
  }

  /**
   * The answer to a request that may not go on.
   *
   * @throws IllegalArgumentException if it may
   */
  public Reply refusal(Ask ask, Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed ->
          throw new IllegalArgumentException("not a refusal: " + allowed);
      case Decision.Challenge(List<String> schemes, String reason) ->
          error(ask, 401, reason, fields("WWW-Authenticate", schemes));
      case Decision.Denied(Principal _, String reason) -> error(ask, 403, reason);
      case Decision.Throttled(long seconds) ->
          error(
              ask,
              429,
              "too many logins failed, come again in " + seconds + " s",
              new Header("Retry-After", Long.toString(seconds)));
    };
  }

  /** Answers to those who had to prove who they are are not for others: RFC 9111, 5.2.2.7. */
  static Reply forOne(Reply reply) {
    List<Header> headers = reply.headers().stream().map(Guard::forOne).toList();
    return new Reply(reply.status(), headers, reply.body(), reply.close());
  }

  private static Header forOne(Header header) {
    return header.name().equals("Cache-Control") && header.value().startsWith("public")
        ? new Header(header.name(), "private" + header.value().substring("public".length()))
        : header;
  }

  /** A body that nobody will read ends the connection; an encoder's empty probe has none. */
  private static Reply error(Ask ask, int status, String message, Header... more) {
    boolean hasBody =
        (ask.method().equals("POST") || ask.method().equals("PUT"))
            && !ask.header("Content-Length").map(String::strip).orElse("").equals("0");
    return hasBody
        ? Replies.errorAndClose(status, message, more)
        : Replies.error(status, message, more);
  }

  private static Header[] fields(String name, List<String> values) {
    return values.stream().map(value -> new Header(name, value)).toArray(Header[]::new);
  }

  private static Approach approach(Ask ask) {
    return new Approach(
        ask.caller(), ask.headers("Authorization"), SignedTarget.read(ask.target()).signature());
  }
}
