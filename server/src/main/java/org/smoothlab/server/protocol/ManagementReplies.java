package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.management.Form;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.ManagementReader;
import org.smoothlab.server.management.ManagementWriter;
import org.smoothlab.server.management.Problem;

/** Answers of the management API. None may be stored, and none is for scripts of other sites. */
final class ManagementReplies {
  private ManagementReplies() {}

  /** A document. */
  static Reply document(int status, Form form, Slice body, Header... more) {
    return reply(status, form.mediaType(), body, more);
  }

  /** Carried out; nothing to say. */
  static Reply done() {
    return new Reply(200, List.of(CacheRule.NO_STORE), List.of(), false);
  }

  /** Why not. */
  static Reply problem(Form form, Problem problem, Header... more) {
    return reply(
        problem.status(), form.problemMediaType(), ManagementWriter.problem(form, problem), more);
  }

  static Problem notFound(String path) {
    return Problem.of(ManagementError.PUBLISHING_POINT_NOT_FOUND, "no publishing point at " + path);
  }

  /** Also the connection ends: the rest of the body is not read. */
  static Reply tooLarge(Form form) {
    return closing(problem(form, Problem.tooLarge(ManagementReader.BODY_BYTES_MAX)));
  }

  static Reply closing(Reply reply) {
    return new Reply(reply.status(), reply.headers(), reply.body(), true);
  }

  private static Reply reply(int status, String mediaType, Slice body, Header... more) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", mediaType));
    headers.add(CacheRule.NO_STORE);
    headers.addAll(List.of(more));
    return new Reply(status, headers, List.of(body), false);
  }

  // ---- bodies that nobody looks at

  /** The connection stays usable when the body is small enough to be read for nothing. */
  static Exchange unread(Ask ask, Form form, Reply reply) {
    boolean hasBody =
        ask.header("Transfer-Encoding").isPresent() || contentLength(ask).orElse(0) > 0;
    if (!hasBody) {
      return reply;
    }
    boolean asksFirst = ask.header("Expect").isPresent();
    return asksFirst || isTooLarge(ask)
        ? closing(reply)
        : new Body(ManagementReader.BODY_BYTES_MAX, tooLarge(form), _ -> new Settled(reply));
  }

  static boolean isTooLarge(Ask ask) {
    return contentLength(ask).orElse(0) > ManagementReader.BODY_BYTES_MAX;
  }

  private static OptionalLong contentLength(Ask ask) {
    String length = ask.header("Content-Length").orElse("").strip();
    return length.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(length))
        : OptionalLong.empty();
  }
}
